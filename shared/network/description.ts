import * as v from 'valibot'
import { LabError } from '../errors.ts'
import { refusal, refusalBecause } from '../refusal.ts'
import { errorLosses } from '../maths/losses.ts'
import type { ErrorLossName } from '../maths/losses.ts'
import { whole, wish, wishWords } from './arguments.ts'
import { kindOf, layerTypes } from './layerKinds.ts'
import type { LayerDescription } from './layerKinds.ts'

export const lossNames = ['crossEntropy', ...(Object.keys(errorLosses) as ErrorLossName[])] as const
export type LossName = (typeof lossNames)[number]

export type InputShape = readonly [C: number, H: number, W: number]

/** A network file: layers in a row, each with PyTorch's arguments, all of them filled in. */
export interface NetworkDescription {
  readonly input: InputShape
  readonly layers: readonly LayerDescription[]
  /** Left out for a network that is looked at and never trained. */
  readonly loss?: LossName
  /** What its outputs are called, once it has learned to tell them apart. */
  readonly classes?: readonly string[]
}

/** More than any network of this size of lab; a hostile file must not make it build more. */
const mostLayers = 512
const longestFile = 1 << 20

const inputMessage = wish('wantsInput')
const lossMessage = wish('wantsOneOf', { names: lossNames.join(', ') })
const classesMessage = wish('wantsNames')

const outline = v.strictObject({
  input: v.pipe(
    v.array(whole(1), inputMessage),
    v.length(3, inputMessage),
    v.transform(([C, H, W]): InputShape => [C, H, W]),
  ),
  layers: v.pipe(
    v.array(v.unknown(), wish('wantsLayers')),
    v.minLength(1, wish('wantsOneLayer')),
    v.maxLength(mostLayers, wish('wantsFewLayers', { most: mostLayers })),
  ),
  loss: v.exactOptional(v.picklist(lossNames, lossMessage)),
  classes: v.exactOptional(v.array(v.string(classesMessage), classesMessage)),
})

const typed = v.looseObject({ type: v.picklist(layerTypes, wish('wantsOneOf', { names: layerTypes.join(', ') })) })

/**
 * Checks a network as it was written and fills in PyTorch's defaults; one number then stands as a pair. Throws
 * `bad-argument`, naming the layer (from 0, as PyTorch counts) and the argument.
 */
export function parseNetwork(written: unknown): NetworkDescription {
  const { input, layers, loss, classes } = read(outline, written)
  const described = layers.map((layer, i): LayerDescription => {
    const { type } = read(typed, layer, { layer: i })
    return read(kindOf(type).schema, layer, { layer: i, type })
  })
  if (loss === 'crossEntropy' && described.at(-1)?.type === 'softmax') {
    throw refusal('bad-argument', 'softmaxTwice', { layer: described.length - 1 })
  }
  return Object.freeze({ input, layers: described, ...(loss && { loss }), ...(classes && { classes }) })
}

/** The same from the text of a file. Throws `broken-file` for what is no JSON. */
export function readNetwork(text: string): NetworkDescription {
  if (text.length > longestFile) {
    throw refusal('too-large', 'networkLong', { most: longestFile, length: text.length })
  }
  return parseNetwork(parsedJson(text))
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw refusal('broken-file', 'networkJson', { why: (error as Error).message.slice(0, 120) })
  }
}

/** What readNetwork reads back: a line per layer, one number where both axes are equal. */
export function formatNetwork({ input, layers, loss, classes }: NetworkDescription): string {
  const lines = layers.map((layer) => `    ${JSON.stringify(layer, equalAxesAsOne)}`)
  const rest = Object.entries({ loss, classes }).filter(([, value]) => value)
  const end = rest.map(([name, value]) => `,\n  "${name}": ${JSON.stringify(value)}`).join('')
  return `{\n  "input": ${JSON.stringify(input)},\n  "layers": [\n${lines.join(',\n')}\n  ]${end}\n}\n`
}

function equalAxesAsOne(_key: string, value: unknown): unknown {
  return Array.isArray(value) && value.length === 2 && value[0] === value[1] ? value[0] : value
}

/** The network for pictures of another size: the same layers and, where no layer is fully connected, the same parameters. */
export function withInput(description: NetworkDescription, input: InputShape): NetworkDescription {
  return { ...description, input }
}

interface Place {
  readonly layer: number
  readonly type?: string
}

function read<Schema extends v.GenericSchema>(schema: Schema, value: unknown, place?: Place): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, value, { abortEarly: true })
  if (parsed.success) return parsed.output
  const { code, message, detail } = complaint(parsed.issues[0])
  const where = place ? `layer ${place.layer}${place.type ? ` (${place.type})` : ''}` : 'the network'
  throw new LabError(code, `${where}: ${message}`, { ...detail, ...(place && { layer: place.layer }) })
}

/** What valibot found, in our words: the argument, what it wants, what came. */
function complaint(issue: v.BaseIssue<unknown>): LabError {
  const path = v.getDotPath(issue)
  if (!path) return refusal('bad-argument', 'objectWanted', { came: shown(issue.input) })
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return refusal('bad-argument', 'noSuchArgument', { path })
  }
  if (issue.type === 'strict_object' || issue.received === 'undefined') {
    return refusal('bad-argument', 'argumentMissing', { path })
  }
  const why = { message: issue.message, words: wishWords(issue.message) }
  return refusalBecause('bad-argument', 'argumentWrong', why, { path, came: shown(issue.input) })
}

function shown(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 60)
}
