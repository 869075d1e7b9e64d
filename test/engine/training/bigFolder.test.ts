import { link, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inlineBands } from '../../../electron/engine/bands.ts'
import { sharpDecoder } from '../../../electron/engine/decode.ts'
import { openDataSet } from '../../../electron/engine/training/dataSet.ts'
import { createWorkshop } from '../../../electron/engine/workshop.ts'
import { threadArena } from '../../../shared/backend/threadArena.ts'
import { writeNpy } from '../../../shared/formats/npy.ts'
import { noisePicture, open, temporaryFolder } from '../../support/photoFiles.ts'

const perClass = 5_000
const [brokenEvery, pngEvery] = [100, 20]

describe('ten thousand files, one of a hundred broken', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeAll(async () => {
    folder = await temporaryFolder()
    const png = await open(noisePicture(8, 8, 1))
      .png()
      .toBuffer()
    await writeFile(join(folder.path, 'png'), png)
    await writeFile(join(folder.path, 'broken'), png.subarray(0, 50))
    await writeFile(join(folder.path, 'npy'), writeNpy([8, 8], new Float32Array(64).fill(0.5)))
    for (const name of ['a', 'b']) {
      await mkdir(join(folder.path, 'data', name), { recursive: true })
      for (let i = 0; i < perClass; i++) {
        const kind = i % brokenEvery === 7 ? 'broken' : i % pngEvery === 0 ? 'png' : 'npy'
        // One file under many names: the disk is not what is tested.
        await link(join(folder.path, kind), join(folder.path, 'data', name, nameOf(i, kind)))
      }
    }
  })
  afterAll(() => folder.remove())

  it('stay within the budget that was stated, and every broken one is named', async () => {
    const count = 2 * perClass
    const broken = count / brokenEvery
    const pngs = count / pngEvery
    const budget = pngs * 64 + (count - broken - pngs) * 4 * 64 // a byte a pixel, four for floats
    const wish = { path: join(folder.path, 'data'), kind: 'classes', input: [1, 8, 8], budget } as const
    const data = await openDataSet(wish, sharpDecoder, createWorkshop(inlineBands()))
    expect(data.count).toBe(count - broken)
    expect(data.bytes).toBe(budget)
    const names = ['a', 'b'].flatMap((name) =>
      Array.from({ length: perClass / brokenEvery }, (_, i) => `${name}/${nameOf(i * brokenEvery + 7, 'broken')}`),
    )
    expect(data.bad.map(({ file }) => file)).toEqual(names)
    expect(data.bad.every(({ reason }) => reason.includes('damaged or cut short'))).toBe(true)
    // What decoding took is given back: no picture is held as floats.
    expect(threadArena().bytes.taken).toBe(0)
    expect(threadArena().bytes.waiting).toBeLessThan(4e6)
  })
})

function nameOf(i: number, kind: string): string {
  return `${String(i).padStart(5, '0')}.${kind === 'npy' ? 'npy' : 'png'}`
}
