import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import { findPreset } from '../../shared/kernel/presets.ts'
import type { LearnReport } from '../../shared/learning/learnTypes.ts'
import { writeSamplePhoto } from './samplePhotoFile.ts'

/** `npm run demo [photo]`: the lecture's main job with kernel-lab, every command shown as it is run. */
const root = resolve(import.meta.dirname, '../..')
const out = resolve('demo-output')
const program = join(root, 'out/cli/kernel-lab.js')

const kernelFiles = [
  'kernel.npy',
  'kernel.json',
  'kernel.csv',
  'kernel.safetensors',
  'kernel.onnx',
  'kernel.yml',
  'kernel.magick',
]

/** Whose losses are told: it falls fast at first, and ever slower. */
const told = [1, 10, 100, 1000, 2000, 5000, 10_000]

/** Where a person typed `npm run demo -- my-photo.jpg`; npm itself moved to the package. */
const typedIn = process.env['INIT_CWD'] ?? process.cwd()

await main(process.argv[2] && resolve(typedIn, process.argv[2]))

async function main(given: string | undefined): Promise<void> {
  if (given !== undefined && !existsSync(given)) {
    process.stderr.write(`demo: there is no file '${given}'\n`)
    process.exit(1)
  }
  await rm(out, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  const photo = given === undefined ? await sample() : await copied(given)

  say('1. Gray, and its edges with the Laplacian of the lecture: 8 in the center, −1 around')
  run('convolve', photo, '--kernel', 'laplacian', '--channels', 'gray', '--padding', 'valid', '--out', 'edges.npy')
  run('convolve', photo, '--kernel', 'laplacian', '--channels', 'gray', '--show', 'absolute', '--out', 'edges.png')

  const problem = [photo, 'edges.npy', '--size', '3x3', '--channels', 'gray']
  say('2. The kernel learned back from photo and edges, by gradient descent as in the lecture')
  const learned = learn([...problem, '--iterations', '10000', '--log-every', '1'])
  for (const [iteration, loss] of learned.losses) {
    if (told.includes(iteration))
      console.log(`   iteration ${String(iteration).padEnd(5)}  loss ${loss.toPrecision(6)}`)
  }

  say('3. The same from the normal equations: the exact answer')
  const exact = learn([...problem, '--optimizer', 'exact', ...kernelFiles.flatMap((file) => ['--out', file])])

  const text = reportText(photo, learned, exact)
  await writeFile(join(out, 'report.md'), text)
  console.log(`\n${text}\nEverything is in ${basename(out)}/: ${['edges.png', ...kernelFiles, 'report.md'].join(', ')}`)
}

async function sample(): Promise<string> {
  await writeSamplePhoto(join(out, 'photo.png'))
  return 'photo.png'
}

/** Copied, so that the commands shown can be typed again inside demo-output/. */
async function copied(given: string): Promise<string> {
  const name = `photo${extname(given).toLowerCase()}`
  await copyFile(given, join(out, name))
  return name
}

function say(title: string): void {
  console.log(`\n${title}`)
}

function run(...args: string[]): string {
  const shown = args.map((word) => (/[\s;]/.test(word) ? `'${word}'` : word)).join(' ')
  console.log(`$ kernel-lab ${shown}`)
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd: out, encoding: 'utf8' })
  if (status !== 0) {
    process.stderr.write(stderr)
    process.exit(status ?? 1)
  }
  if (!args.includes('--json')) process.stdout.write(stdout.replaceAll(/^/gm, '   ').trimEnd() + '\n')
  return stdout
}

function learn(args: readonly string[]): LearnReport {
  return JSON.parse(run('learn', ...args, '--json')) as LearnReport
}

/** The learned kernel beside the true one, and how far each came. */
function reportText(photo: string, learned: LearnReport, exact: LearnReport): string {
  const truth = findPreset('laplacian')?.kernel.weight ?? []
  const first = learned.losses[0]?.[1] ?? NaN
  const columns = [
    { title: 'true kernel', kernel: truth },
    { title: 'exact answer', kernel: exact.weight.data },
    { title: 'after 10 000 iterations', kernel: learned.weight.data },
  ].map(({ title, kernel }) => [title.padStart(26), ...[0, 1, 2].map((r) => numbers(kernel.slice(3 * r, 3 * r + 3)))])
  const rows = [0, 1, 2, 3].map((line) => columns.map((column) => column[line]).join('  |  '))
  return [
    `# The Laplacian learned back from ${photo}`,
    '',
    '```',
    ...rows,
    '```',
    '',
    `- Exact answer: largest error ${largestError(exact.weight.data, truth).toExponential(1)} in any weight.`,
    `- Gradient descent: the loss fell from ${first.toPrecision(4)} before the first step to ${learned.loss.toPrecision(4)} ` +
      `(by ${(100 * (1 - learned.loss / first)).toFixed(2)} %); largest error ${largestError(learned.weight.data, truth).toPrecision(3)}.`,
    `- Condition number ${learned.conditionNumber.toPrecision(3)}: the photo says much about some combinations of weights and`,
    '  little about others, and descent is as slow as the least of them. That is what the exact answer is for.',
    '',
  ].join('\n')
}

/** 26 characters. */
function numbers(row: readonly number[]): string {
  return row.map((value) => value.toFixed(4).padStart(8)).join(' ')
}

function largestError(found: readonly number[], truth: readonly number[]): number {
  return found.reduce((most, value, i) => Math.max(most, Math.abs(value - (truth[i] ?? NaN))), 0)
}
