import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { backendNames } from '../../shared/backend/backend.ts'
import { LabError } from '../../shared/errors.ts'
import { writeNpy } from '../../shared/formats/npy.ts'
import { displayMappings } from '../../shared/image/image.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { withInput } from '../../shared/network/description.ts'
import type { NetworkDescription } from '../../shared/network/description.ts'
import { createNetwork, layerAt } from '../../shared/network/network.ts'
import type { Network } from '../../shared/network/network.ts'
import { initialParameters } from '../../shared/network/parameters.ts'
import type { NetworkParameters } from '../../shared/network/parameters.ts'
import { findNetworkPreset, networkPresets, presetParameters } from '../../shared/network/presets.ts'
import { receptiveFields } from '../../shared/network/receptiveField.ts'
import type { Bands } from '../engine/bands.ts'
import { exportPlanes } from '../engine/exportJob.ts'
import { importLayers } from '../engine/layers/layerFiles.ts'
import { mapsOf } from '../engine/layers/layerMaps.ts'
import type { LayerMaps } from '../engine/layers/layerMaps.ts'
import { createStack, stackOn, unshifted } from '../engine/layers/stack.ts'
import type { Stack } from '../engine/layers/stack.ts'
import { createMapCache } from '../engine/layers/stacks.ts'
import { isFolder, openModel } from '../engine/training/model.ts'
import type { Model } from '../engine/training/model.ts'
import { takePlanes } from '../engine/sharedBuffers.ts'
import { createWorkshop } from '../engine/workshop.ts'
import { refuseExisting, writeWhole } from '../engine/writeWhole.ts'
import type { CliCommand, Terminal } from './command.ts'
import { readThreads, threadOptions, readInput, withBands, type Input } from './inputs.ts'
import { readNetworkFile, readWeightsFile } from './networkFile.ts'
import {
  choiceOption,
  countOption,
  positionalArguments,
  requiredOption,
  UsageError,
  type ParsedArguments,
} from './usage.ts'

const presetNames = networkPresets.map(({ id }) => id)

export const featuresCommand: CliCommand = {
  name: 'features',
  synopsis: 'MODEL INPUT --layer N --out DIR',
  summary: `Writes the feature maps of one layer as pictures and as .npy. MODEL is what train wrote (a folder, .safetensors, .onnx), a network file or ${presetNames.join(', ')}.`,
  options: {
    convolution: {
      type: 'string',
      help: 'N | NAME: of a file whose layers are not ours, its convolution number N, from 0, or the one of that name',
    },
    layer: { type: 'string', help: 'N: which layer, from 0' },
    out: { type: 'string', help: 'DIR: gets maps.npy (K×P×Q float32) and map-000.png …' },
    weights: {
      type: 'string',
      help: 'FILE.safetensors with the network’s parameters (a preset’s own kernels, else random)',
    },
    seed: { type: 'string', help: 'N: of the random weights that no file gives (1)' },
    show: { type: 'string', help: `${displayMappings.join(' | ')}: how values become pixels (minmax)` },
    ...threadOptions,
    backend: { type: 'string', help: `auto | ${backendNames.join(' | ')}` },
    force: { type: 'boolean', help: 'replace files that exist' },
    json: { type: 'boolean', help: 'print one JSON object' },
  },
  run,
}

async function run(args: ParsedArguments, terminal: Terminal): Promise<void> {
  const [networkName = '', inputPath = ''] = positionalArguments(args, 'MODEL', 'INPUT')
  const foreign = foreignOption(args)
  if (foreign === null) requiredOption(args, 'layer')
  const out = requiredOption(args, 'out')
  const mapping = choiceOption(args, 'show', displayMappings, 'minmax')
  const backend = choiceOption(args, 'backend', ['auto', ...backendNames], 'auto')
  const threads = readThreads(args)
  const input = await readInput(inputPath, terminal.signal)
  const model = foreign === null ? await readModel(networkName) : await readConvolution(networkName, foreign)
  const layer = countOption(args, 'layer', model?.layer ?? 0, 0)
  const network = createNetwork(
    model ? fitted(model.network.description, input) : await readDescription(networkName, input),
  )
  const { type, output } = layerAt(network, layer)
  const parameters = model ? trained(model, args) : await readParameters(networkName, network, args)
  const files = fileNames(output).map((name) => join(out, name))
  const replace = args.flag['force'] ?? false
  if (!replace) for (const file of files) await refuseExisting(file)
  await withBands(threads, async (bands) => {
    const stack = await pose(input, network, parameters, bands, terminal.signal)
    const maps = (await stack.layer(layer, unshifted, { signal: terminal.signal, backend })).value
    await mkdir(out, { recursive: true })
    await writeWhole(files[0], writeNpy(output, maps.data), { replace })
    for (const [k, path] of files.slice(1).entries()) {
      terminal.progress('writing', k, maps.shape[0])
      await exportPlanes(maps.picture(k), mapping, { path, format: 'png8', replace }, bands, {
        signal: terminal.signal,
      })
    }
    terminal.progress('writing', 1, 1)
    const report = { layer, type, output, receptiveField: receptiveFields(network)[layer], ...rangeOf(maps), files }
    terminal.print(args.flag['json'] ? JSON.stringify(report) : describe(report, out))
  })
}

/** A network with its weights, where the name is of one; null for a preset or a network file, which have none. */
async function readModel(name: string): Promise<(Model & { readonly layer?: number }) | null> {
  const isModel = (await isFolder(name)) || /\.(safetensors|onnx)$/i.test(name)
  return isModel ? openModel(name) : null
}

/** Digits are a number, whatever layers are called. */
function foreignOption(args: ParsedArguments): number | string | null {
  const text = args.text['convolution']
  if (text === undefined) return null
  return /^\d+$/.test(text) ? Number(text) : text
}

/** One convolution of a foreign file, and the layer that has its kernels. */
async function readConvolution(
  path: string,
  convolution: number | string,
): Promise<Model & { readonly layer: number }> {
  const { description, parameters, foreign } = await importLayers(path, convolution)
  if (!foreign) throw new UsageError('--convolution is for a file whose layers are not ours; this one is a network')
  return { network: createNetwork(description), parameters, layer: foreign.layer }
}

function trained({ parameters }: Model, args: ParsedArguments): NetworkParameters {
  for (const option of ['weights', 'seed']) {
    if (args.text[option] !== undefined) throw new UsageError(`--${option} is for a network without weights`)
  }
  return parameters
}

/** The network for this input: layers that move over a picture take it as large as it is. */
async function readDescription(name: string, input: Input): Promise<NetworkDescription> {
  const shape = inputShape(input)
  const preset = findNetworkPreset(name)
  const description = preset
    ? preset.describe(preset.purpose === 'look' ? shape : preset.input, 10)
    : await readNetworkFile(name)
  return fitted(description, input)
}

function fitted(description: NetworkDescription, input: Input): NetworkDescription {
  const shape = inputShape(input)
  const wantsItsSize = description.layers.some(({ type }) => type === 'linear')
  if (wantsItsSize) return description
  const [C] = description.input
  if (input.kind === 'array' && shape[0] !== C) {
    throw new LabError('shape-mismatch', `the network wants ${C} input channels, the array has ${shape[0]}`)
  }
  return withInput(description, [C, shape[1], shape[2]])
}

function inputShape(input: Input): readonly [C: number, H: number, W: number] {
  if (input.kind === 'photo') return [input.image.channels, input.image.height, input.image.width]
  const [N, C, H, W] = input.array.x.shape
  if (N !== 1) throw new LabError('shape-mismatch', `one input was wanted, the array holds ${N}`)
  return [C, H, W]
}

async function readParameters(name: string, network: Network, args: ParsedArguments): Promise<NetworkParameters> {
  const seed = countOption(args, 'seed', 1, 0)
  if (args.text['weights'] !== undefined) {
    if (args.text['seed'] !== undefined)
      throw new UsageError('--seed belongs to random weights, --weights gives others')
    return readWeightsFile(args.text['weights'])
  }
  const preset = findNetworkPreset(name)
  return preset ? presetParameters(preset, network, mulberry32(seed)) : initialParameters(network, mulberry32(seed))
}

/** An array's numbers are taken as they are; a photo is scaled where a fully-connected layer wants another size. */
async function pose(
  input: Input,
  network: Network,
  parameters: NetworkParameters,
  bands: Bands,
  signal: AbortSignal,
): Promise<Stack> {
  const workshop = createWorkshop(bands)
  const cache = createMapCache(workshop, 0) // the layer that is asked for, and the one it is made of
  const parts = { network, parameters, workshop, cache, name: 'features' }
  if (input.kind === 'photo') return createStack(input.image, parts, { signal })
  const { x } = input.array
  if (x.shape.slice(1).join('×') !== network.input.join('×')) {
    const [wanted, came] = [network.input, x.shape.slice(1)].map((shape) => shape.join('×'))
    throw new LabError('shape-mismatch', `the network wants ${wanted}, the array is ${came}`)
  }
  const data = takePlanes(x.data.length)
  data.set(x.data)
  return stackOn(mapsOf(network.input, data), parts)
}

/** Numbers in a row are no pictures. */
function fileNames(output: readonly number[]): string[] {
  const digits = Math.max(3, String(output[0] - 1).length)
  const pictures = output.length === 1 ? 0 : output[0]
  const names = Array.from({ length: pictures }, (_, k) => `map-${String(k).padStart(digits, '0')}.png`)
  return ['maps.npy', ...names]
}

function rangeOf({ data }: LayerMaps): { minimum: number; maximum: number } {
  let [minimum, maximum] = [Infinity, -Infinity]
  for (const value of data) {
    if (value < minimum) minimum = value
    if (value > maximum) maximum = value
  }
  return { minimum, maximum }
}

interface Report {
  readonly layer: number
  readonly type: string
  readonly output: readonly number[]
  readonly minimum: number
  readonly maximum: number
  readonly receptiveField: ReturnType<typeof receptiveFields>[number]
  readonly files: readonly string[]
}

function describe({ layer, type, output, minimum, maximum, receptiveField, files }: Report, out: string): string {
  const { size, stride } = receptiveField
  const pictures = files.length > 1 ? ` and ${files.length - 1} pictures` : ''
  return [
    `layer ${layer} (${type}): ${output.join('×')}, values from ${minimum.toPrecision(4)} to ${maximum.toPrecision(4)}`,
    `each value sees ${size.join('×')} pixels, every ${stride.join(',')}`,
    `${out}: maps.npy${pictures}`,
  ].join('\n')
}
