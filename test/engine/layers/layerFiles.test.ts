import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importLayers, readNetworkFile, writeNetworkFile } from '../../../electron/engine/layers/layerFiles.ts'
import { networkBytes } from '../../../shared/formats/network/networkFormats.ts'
import { writeSafetensors } from '../../../shared/formats/safetensors.ts'
import { mulberry32 } from '../../../shared/maths/random.ts'
import { createNetwork } from '../../../shared/network/network.ts'
import { initialParameters } from '../../../shared/network/parameters.ts'
import { networkOf } from '../../support/networks.ts'
import { temporaryFolder } from '../../support/photoFiles.ts'

const network = networkOf(
  [3, 8, 9],
  { type: 'conv2d', out: 2, kernel: 3 },
  { type: 'relu' },
  { type: 'flatten' },
  { type: 'linear', out: 4 },
)
const { description } = network
const parameters = initialParameters(network, mulberry32(1))

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => void (folder = await temporaryFolder()))
afterAll(() => folder.remove())

describe('files of layers', () => {
  it('a description is written as `kernel-lab shape` reads it, and comes back', async () => {
    const file = path.join(folder.path, 'network.json')
    const written = await writeNetworkFile(description, file, { replace: false })
    expect(written).toMatchObject({ name: 'network.json', notes: [] })
    expect(await readNetworkFile(file)).toEqual(description)
    expect(await importLayers(file)).toEqual({ description, parameters: new Map(), notes: [], foreign: null })
    await expect(writeNetworkFile(description, file, { replace: false })).rejects.toMatchObject({
      code: 'already-exists',
    })
  })

  it.each(['json', 'safetensors'] as const)('a network in %s brings its weights', async (format) => {
    const file = path.join(folder.path, `learned.${format}`)
    await writeFile(file, networkBytes({ description, parameters }, format).bytes)
    const read = await importLayers(file)
    expect(read.description).toEqual(description)
    expect([...read.parameters.keys()]).toEqual([...parameters.keys()])
    for (const [name, { data }] of parameters) expect([...read.parameters.get(name)!.data]).toEqual([...data])
  })

  it('of a foreign network gives its convolutions one by one, each fed by a photo', async () => {
    const file = path.join(folder.path, 'foreign.safetensors')
    const numbers = (length: number) => Float32Array.from({ length }, (_, i) => i + 1)
    await writeFile(
      file,
      writeSafetensors([
        { name: 'stem.weight', shape: [4, 3, 7, 7], data: numbers(588) },
        { name: 'stem.bias', shape: [4], data: numbers(4) },
        { name: 'deep.weight', shape: [2, 4, 3, 3], data: numbers(72) },
        { name: 'head.weight', shape: [10, 2], data: numbers(20) },
      ]),
    )
    const first = await importLayers(file)
    expect(first.foreign).toEqual({
      convolutions: [
        { name: 'stem', shape: [4, 3, 7, 7] },
        { name: 'deep', shape: [2, 4, 3, 3] },
      ],
      chosen: 0,
      layer: 0,
    })
    expect(first.description).toMatchObject({ input: [3, 64, 64], layers: [{ type: 'conv2d', out: 4, bias: true }] })
    const deep = await importLayers(file, 1)
    expect(deep.foreign).toMatchObject({ chosen: 1, layer: 1 })
    expect(deep.description).toMatchObject({ input: [1, 64, 64], layers: [{ out: 4, kernel: [1, 1] }, { out: 2 }] })
    expect([...deep.parameters.get('0.weight')!.data]).toEqual([1, 1, 1, 1])
    expect([...deep.parameters.get('1.weight')!.data]).toEqual([...numbers(72)])
    expect(createNetwork(deep.description).output).toEqual([2, 64, 64])
    expect(await importLayers(file, 'deep')).toEqual(deep)
    for (const none of [2, 'head']) {
      await expect(importLayers(file, none)).rejects.toThrow(
        `the convolutions of the file are 0 stem, 1 deep; got ${none}`,
      )
    }
  })

  it.each([
    ['{"input":[1,2', 'broken-file', 'a network in JSON was wanted'],
    ['{"input":[1,2,3],"layers":[{"type":"conv9d"}]}', 'bad-argument', 'layer 0: type is one of conv2d'],
    ['{"format":"something else"}', 'broken-file', 'a network'],
    ['PK', 'unsupported-format', 'a network was wanted'],
  ])('refuses %s', async (text, code, message) => {
    const file = path.join(folder.path, 'bad.json')
    await writeFile(file, text)
    const refused = importLayers(file)
    await expect(refused).rejects.toMatchObject({ code })
    await expect(refused).rejects.toThrow(message)
  })
})
