import { createNetwork } from '../../shared/network/network.ts'
import { networkPresets } from '../../shared/network/presets.ts'
import { networkShapes } from '../../shared/network/shapes.ts'
import type { LayerShape, NetworkShapes } from '../../shared/network/shapes.ts'
import type { CliCommand, Terminal } from './command.ts'
import { readNamedNetwork } from './networkFile.ts'
import { positionalArguments, type ParsedArguments } from './usage.ts'

export const shapeCommand: CliCommand = {
  name: 'shape',
  synopsis: 'NETWORK.json',
  summary: `Shows what each layer of a network makes of a picture: sizes, parameters, costs, receptive fields. Also ${networkPresets.map(({ id }) => id).join(', ')}.`,
  options: { json: { type: 'boolean', help: 'print one JSON object' } },
  run,
}

async function run(args: ParsedArguments, terminal: Terminal): Promise<void> {
  const [path = ''] = positionalArguments(args, 'NETWORK.json')
  const network = createNetwork(await readNamedNetwork(path, 10))
  const shapes = networkShapes(network)
  terminal.print(args.flag['json'] ? JSON.stringify(shapes) : describe(network.input, shapes))
}

const columns = ['', 'layer', 'output', 'parameters', 'multiply-adds', 'field', 'stride', 'offset', 'dense'] as const

/** A line per layer, numbered as PyTorch numbers them; `dense` is what a fully-connected layer in its place would need. */
function describe(input: readonly number[], { layers, total }: NetworkShapes): string {
  const rows = [
    [...columns],
    ['', 'input', input.join('×'), ...new Array<string>(columns.length - 3).fill('')],
    ...layers.map(line),
    ['', 'total', '', count(total.parameters), count(total.multiplyAdds), '', '', '', count(total.denseParameters)],
  ]
  const widths = columns.map((_, i) => Math.max(...rows.map((row) => row[i].length)))
  const aligned = (cell: string, i: number): string => (i === 1 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))
  return rows.map((row) => row.map(aligned).join('  ').trimEnd()).join('\n')
}

function line({ type, output, parameters, multiplyAdds, receptiveField, denseParameters }: LayerShape, i: number) {
  const { size, stride, offset } = receptiveField
  return [
    String(i),
    type,
    output.join('×'),
    count(parameters),
    count(multiplyAdds),
    size.join('×'),
    stride.join(','),
    offset.join(','),
    count(denseParameters),
  ]
}

/** Whole numbers in groups of three, the same in every locale. */
function count(value: number): string {
  return value.toLocaleString('en-US')
}
