import type { BenchCase, Contender } from './contender.ts'

export interface Measured {
  readonly contender: Contender
  readonly benchCase: BenchCase
  /** Which of its backends computed. */
  readonly how: string | undefined
  readonly runs: number
  /** Milliseconds. */
  readonly median: number
  readonly fastest: number
}

export type Picture = Pick<BenchCase, 'width' | 'height'>
type Kernel = Pick<BenchCase, 'size' | 'kind'>

interface Sitting {
  readonly machine: string
  /** Programs that wanted a core when it began. */
  readonly load: number
  /** All that the document has room for, in their order. */
  readonly pictures: readonly Picture[]
  /** How long those took that were measured. */
  readonly seconds: ReadonlyMap<Picture, number>
  readonly kernels: readonly Kernel[]
}

type Statistic = 'median' | 'fastest'

const enoughRuns = 9

/**
 * docs/bench.md: milliseconds of everybody, and how many times ours (two threads) that is. A section for each picture: those
 * that were not measured this time stay as they stand in `before`.
 */
export function benchDocument(
  measured: readonly Measured[],
  contenders: readonly Contender[],
  sitting: Sitting,
  before = '',
): string {
  const kept = before.split(/^(?=## )/m)
  const sections = sitting.pictures.flatMap((picture) => {
    const seconds = sitting.seconds.get(picture)
    if (seconds !== undefined) return [pictureSection(measured, contenders, sitting, picture, seconds)]
    return kept.filter((section) => section.startsWith(`## ${titleOf(picture)}\n`))
  })
  return `# How fast the convolution is

![Milliseconds for 12 megapixels by size of the kernel, two threads](bench.svg)

One float32 channel, output of the same size, zeros around; the last columns are separable kernels, a column times a row, which
Kernel Lab finds out by itself and OpenCV is told. Milliseconds, medians of at least ${enoughRuns} runs in
which everybody takes turns; in brackets how many times the time of Kernel Lab on two threads. \`*\` fewer runs, because one
takes long; – left out for the same reason. Written by \`npm run bench\`, or a picture at a time by \`npm run bench -- 12\`.
libvips repeats the edge instead of taking zeros there. sharp is not in the table: its results are rounded to 8 bits.

${sections.map((section) => section.trim()).join('\n\n')}
`
}

function titleOf({ width, height }: Picture): string {
  const megapixels = Math.round((width * height) / 1e6)
  return `${megapixels} ${megapixels === 1 ? 'megapixel' : 'megapixels'} (${width} × ${height})`
}

function pictureSection(
  measured: readonly Measured[],
  contenders: readonly Contender[],
  { machine, load, kernels }: Sitting,
  picture: Picture,
  seconds: number,
): string {
  const versions = contenders.filter(({ version }) => version).map(({ name, version }) => `${name} ${version}`)
  const tables = statistics(load).map((which) => pictureTable(measured, contenders, picture, kernels, which))
  return `## ${titleOf(picture)}

Measured in ${seconds.toFixed(0)} s on ${machine}. ${quiet(load)}
${[...new Set(versions)].join(', ')}.

${[...tables, ...(picture.width === goalPicture.width ? [goalsTable(measured)] : [])].join('\n')}`
}

const goalPicture = { width: 4000 }

/** What we set out for: our time over OpenCV's own, whichever number of its threads is faster. */
const goals: readonly (Kernel & { readonly threads: number; readonly most: number })[] = [
  ...[
    { size: 3, most: 0.9 },
    { size: 5, most: 0.75 },
    { size: 7, most: 0.7 },
    { size: 15, most: 0.13 },
    { size: 31, most: 0.13 },
  ].map((goal) => ({ ...goal, kind: 'dense' as const, threads: 2 })),
  { size: 15, most: 0.5, kind: 'separable', threads: 2 },
  { size: 3, most: 1.5, kind: 'dense', threads: 1 },
]

function goalsTable(measured: readonly Measured[]): string {
  const { width } = goalPicture
  const fastest = (name: RegExp, threads: number, { size, kind }: Kernel, which: Statistic): number =>
    Math.min(
      ...measured
        .filter(
          ({ contender, benchCase: at }) =>
            name.test(contender.name) &&
            contender.threads <= threads &&
            at.width === width &&
            at.size === size &&
            at.kind === kind,
        )
        .map((each) => each[which]),
    )
  const rows = goals.map((goal) => {
    const ratios = [/^Kernel Lab$/, /^Kernel Lab, turbo$/].flatMap((ours) =>
      (['median', 'fastest'] as const).map((which) =>
        rounded(fastest(ours, goal.threads, goal, which) / fastest(/^OpenCV/, 2, goal, which)),
      ),
    )
    const what = `${goal.size}×${goal.size}${goal.kind === 'separable' ? ' separable' : ''}, ${goal.threads === 1 ? 'one thread' : 'two threads'}`
    return `| ${[what, goal.most, ...ratios].join(' | ')} |`
  })
  return `### Goals: our time over OpenCV's

| | goal | medians | fastest runs | turbo, medians | turbo, fastest runs |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

1×1 only moves the planes: what it takes is what memory allows. OpenCV's sums are 256 bits wide, WebAssembly's are 128; turbo
joins pairs of them.

What bounds 3×3, in one sitting on two threads at 12 megapixels: moving the planes (1×1) 5.2 ms, copying them with memcpy 7.3 ms,
3×3 8.3 to 8.7 ms; on one thread 7.8 and 11.7 ms. Threads take their bands from a shared counter, which takes 0.94 of the time
of asking for each. WebAssembly has no stores that spare reading what they overwrite: a third of the traffic is that. 5×5 and
7×7 are bound by instructions: 27 for eight products of four numbers each, of which 16 are products and sums; a prototype
generated for each size took 1.1 to 1.4 times as long in the same sitting.

Of 31×31 by FFT, on one thread, columns there and back with their products are 0.5, rows there and back 0.23, reading the picture 0.17,
writing the result 0.1. A butterfly of four times four numbers is 22 sums and 12 products; two sums a cycle are 11 cycles, it takes 14
to 15, however often it goes through the first-level cache: it is bound by sums. Rows are transformed first and back last, so that two tiles
share those between them, and none is transformed that is not wanted; all that happens to eight columns happens in the first-level cache.
A tile of 256 × 256 gives 226 × 226 outputs, and 3000 rows of them are 13.3 tiles. Turbo joins nothing there: what a
butterfly writes lies between what its neighbor reads. Two threads take 0.65 of the time of one, for memory is
shared, and one core of this machine is slower than the other.

Tried without gain: blocks of 2×5, 2×6, 3×4 and 4×3 vectors, copied tiles, columns in strips of 512 to 2048 (0.97 to 1.5 of the
time), other loops; for a column times a row reading the picture in place instead of copied tiles, tiles of 256 rows (0.95 to
1.1), two taps of a row at a time (0.96 to 1.02); for
the FFT tiles of 128 rows beside those of 64 and 256 (1.0), tiles of 64 × 64 (1.0 at 15×15, 1.8 at 31×31), roots of unity kept in
registers (0.98), both narrowest butterflies joined with the product instead of one (0.98), touching lines before they are copied (1.0
to 1.12), columns first with their widest butterflies made while rows are laid down and taken out (1.04 to 1.08), all tiles of a row
of them read before the first is transformed (1.02 to 1.05), tiles from top to bottom instead of left to right (1.05);
twice as many bands, so that no thread waits for the other's last (1.0 to 1.07). Fewer products by minimal filtering along columns
(Toom and Cook; Winograd), direct along rows, gains less than it costs in precision: four outputs of four taps by 7 products 0.79 to 0.86
at 7×7, two by two by 9 for four rows 0.84 to 1.0 there and 1.06 to 1.13 at 5×5, for its transforms wait for memory, and direct sums do not.
`
}

/** A machine that others use as well gives medians of the others' work too: then the fastest runs stand beside them. */
const quietLoad = 0.5

function statistics(load: number): readonly Statistic[] {
  return load > quietLoad ? ['median', 'fastest'] : ['median']
}

function quiet(load: number): string {
  if (load <= quietLoad) return 'The machine was quiet.'
  return `The machine was not quiet, ${load.toFixed(1)} other programs
wanted a core when this began: the tables of the fastest runs say more than the medians, and ratios more than milliseconds.`
}

function pictureTable(
  measured: readonly Measured[],
  contenders: readonly Contender[],
  { width }: Picture,
  kernels: readonly Kernel[],
  which: Statistic,
): string {
  const find = (contender: Contender, { size, kind }: Kernel): Measured | undefined =>
    measured.find(
      ({ contender: its, benchCase: at }) =>
        its === contender && at.width === width && at.size === size && at.kind === kind,
    )
  const ours = contenders.find(({ name, threads }) => name === 'Kernel Lab' && threads === 2)
  const cell = (contender: Contender, kernel: Kernel): string => {
    const each = find(contender, kernel)
    if (!each) return '–'
    const base = ours && find(ours, kernel)
    const ratio = base && contender !== ours ? ` (${rounded(each[which] / base[which])}×)` : ''
    return `${rounded(each[which])}${each.runs < enoughRuns ? '*' : ''}${ratio}${each.how ? ` ${each.how}` : ''}`
  }
  const rows = contenders.map((contender) => {
    const who = `${contender.name}, ${contender.threads} ${contender.threads === 1 ? 'thread' : 'threads'}`
    return `| ${[who, ...kernels.map((kernel) => cell(contender, kernel))].join(' | ')} |`
  })
  const titles = kernels.map(({ size, kind }) => `${size}×${size}${kind === 'separable' ? ' sep.' : ''}`)
  return `### ${which === 'median' ? 'Medians' : 'Fastest runs'}

| ms | ${titles.join(' | ')} |
| --- | ${titles.map(() => '---').join(' | ')} |
${rows.join('\n')}
`
}

/** Three digits that mean something; nothing where somebody was not there to be measured. */
function rounded(value: number): string {
  if (!Number.isFinite(value) || value === 0) return '–'
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}
