import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { stemsOf } from '../../electron/cli/batch.ts'
import { kernelLabJson, runKernelLab } from '../support/kernelLab.ts'
import { noisePicture, open, temporaryFolder } from '../support/photoFiles.ts'

interface BatchReport {
  readonly done: number
  readonly skipped: number
  readonly failed: readonly { readonly file: string; readonly code: string; readonly message: string }[]
  readonly files: readonly { readonly file: string; readonly belowZero: number }[]
  readonly left: readonly { readonly file: string; readonly code: string }[]
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  folder = await temporaryFolder()
  await mkdir(join(folder.path, 'photos'))
  await mkdir(join(folder.path, 'photos/no photo'))
  await photo('a.png', 37, 23)
  await photo('照片 b.png', 20, 31)
})
afterEach(() => folder.remove())

function photo(name: string, width: number, height: number): Promise<unknown> {
  return open(noisePicture(width, height, 3))
    .png()
    .toFile(join(folder.path, 'photos', name))
}

const put = (name: string, content: string | Uint8Array) => writeFile(join(folder.path, 'photos', name), content)
const results = async () => (await readdir(join(folder.path, 'edges'))).toSorted()
const edges = ['batch', 'photos', '--kernel', 'laplacian', '--out', 'edges']

describe('kernel-lab batch', () => {
  it('writes for every photo the file that convolve writes for it', async () => {
    const options = ['--kernel', 'sobel-x', '--show', 'minmax', '--depth', '16']
    const { done, files } = await kernelLabJson<BatchReport>(
      folder.path,
      'batch',
      'photos',
      ...options,
      '--out',
      'edges',
    )
    expect([done, await results()]).toEqual([2, ['a.png', '照片 b.png']])
    for (const { file, belowZero } of files) {
      const one = ['convolve', join('photos', file), ...options, '--out', `one-${file}`]
      expect((await kernelLabJson<{ belowZero: number }>(folder.path, ...one)).belowZero).toBe(belowZero)
      const [together, alone] = await Promise.all(
        [join('edges', file), `one-${file}`].map((name) => readFile(join(folder.path, name))),
      )
      expect(together.equals(alone)).toBe(true)
    }
  })

  it('goes on where it was interrupted, and leaves alone what is there', async () => {
    await mkdir(join(folder.path, 'edges'))
    await writeFile(join(folder.path, 'edges/a.png'), 'made before')
    const { done, skipped, left } = await kernelLabJson<BatchReport>(folder.path, ...edges)
    expect([done, skipped, left]).toMatchObject([1, 1, [{ file: 'a.png', code: 'already-exists' }]])
    expect(await readFile(join(folder.path, 'edges/a.png'), 'utf8')).toBe('made before')
    expect((await kernelLabJson<BatchReport>(folder.path, ...edges)).skipped).toBe(2)
  })

  it('skips what is no picture, does the rest past a broken one, and then says so by its status', async () => {
    await put('notes.txt', 'exposed for the sky')
    await put('broken.png', (await readFile(join(folder.path, 'photos/a.png'))).subarray(0, 900))
    const { status, stdout, stderr } = await runKernelLab(folder.path, ...edges, '--json')
    const { done, skipped, failed } = JSON.parse(stdout) as BatchReport
    expect([done, skipped, failed]).toMatchObject([2, 1, [{ file: 'broken.png', code: 'broken-file' }]])
    expect([status, stderr]).toEqual([1, 'kernel-lab: broken-file: 1 of 4 files failed\n'])
    expect(await results()).toEqual(['a.png', '照片 b.png'])
  })

  it('keeps the results of two photos of one name apart', async () => {
    await put(
      'a.gif',
      await open(noisePicture(5, 4, 3))
        .gif()
        .toBuffer(),
    )
    await kernelLabJson<BatchReport>(folder.path, ...edges)
    expect(await results()).toEqual(['a.gif.png', 'a.png.png', '照片 b.png'])
  })

  it('refuses the folder itself for its results, a missing one and a file', async () => {
    const run = (...args: string[]) => runKernelLab(folder.path, 'batch', ...args, '--kernel', 'box:3')
    expect(await run('photos', '--out', './photos/')).toMatchObject({ status: 2, stdout: '' })
    expect(await run('nowhere', '--out', 'edges')).toMatchObject({ status: 1, stdout: '' })
    expect(await run('photos', '--out', 'photos/a.png')).toMatchObject({ status: 1, stdout: '' })
  })
})

describe('names of results', () => {
  it.each([
    [['a.jpg', 'b.png'], 'a b'],
    [['a.jpg', 'a.png', 'b.png'], 'a.jpg a.png b'],
    [['a.jpg', 'a.png', 'a.jpg.tif'], 'a.jpg a.png a.jpg.tif'],
    [['a.jpg', 'a.jpg.tif'], 'a a.jpg.tif'],
    [['A.jpg', 'a.png'], 'A.jpg a.png'],
    [['a', 'a.jpg'], 'a a.jpg'],
  ])('%j', (names, wanted) => expect(stemsOf(names).join(' ')).toBe(wanted))

  it('are never the same, whatever the folder holds', () => {
    const name = fc.array(fc.constantFrom('a', 'B', '.jpg', '.tif'), { minLength: 1, maxLength: 4 })
    const folder = fc.uniqueArray(
      name.map((parts) => parts.join('')),
      { selector: (one) => one.toLowerCase() },
    )
    fc.assert(
      fc.property(folder, (names) => {
        const stems = stemsOf(names).map((stem) => stem.toLowerCase())
        expect(new Set(stems).size).toBe(names.length)
      }),
    )
  })
})
