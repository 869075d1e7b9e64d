export type KernelKind = 'dense' | 'separable'

/** One picture and one kernel: a correlation of one float32 channel that keeps the size, with zeros around it. */
export interface BenchCase {
  readonly width: number
  readonly height: number
  /** Rows and columns of the kernel. */
  readonly size: number
  readonly kind: KernelKind
}

export interface Prepared {
  /** By what it computes, where it has a choice. */
  readonly how?: string
  /** Milliseconds of each of so many runs. */
  run(times: number): Promise<readonly number[]>
  /** The value in the middle of the result: who computes something else is not compared. */
  middle(): Promise<number>
  release(): Promise<void>
}

/** A program that convolves, or does what another kind of case says. */
export interface Contender<Case = BenchCase> {
  readonly name: string
  readonly threads: number
  readonly version: string
  /** Who can only do one kind is not asked for the other. */
  readonly only?: KernelKind
  prepare(benchCase: Case): Promise<Prepared>
  close(): Promise<void>
}

/** x[i], pixels from 0 to 1; peers/protocol.py has the same formula. */
export function fillPicture(x: Float32Array): void {
  for (let i = 0; i < x.length; i++) x[i] = ((i * 7919) % 256) / 255
}

/** A kernel of full rank with weights of both signs, or a column times a row; peers/protocol.py has the same formulas. */
export function benchWeights({ size, kind }: Pick<BenchCase, 'size' | 'kind'>): Float32Array {
  const dense = (t: number): number => ((t * 7919 + t * t * 13) % 251) - 125
  const factor = (i: number): number => 1 + ((i * 7) % 5)
  return Float32Array.from({ length: size * size }, (_, t) =>
    kind === 'dense' ? dense(t) : factor(Math.floor(t / size)) * factor(t % size),
  )
}

/** Runs a function so many times, each after the other. */
export async function timeRuns(times: number, run: () => unknown): Promise<readonly number[]> {
  const milliseconds: number[] = []
  for (let i = 0; i < times; i++) {
    const started = performance.now()
    await run()
    milliseconds.push(performance.now() - started)
  }
  return milliseconds
}
