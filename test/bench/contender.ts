/** One picture and one kernel: a correlation of one float32 channel that keeps the size, with zeros around it. */
export interface BenchCase {
  readonly width: number
  readonly height: number
  /** Rows and columns of the kernel. */
  readonly size: number
}

export interface Prepared {
  /** Milliseconds of each of so many runs. */
  run(times: number): Promise<readonly number[]>
  /** The value in the middle of the result: who computes something else is not compared. */
  middle(): Promise<number>
  release(): Promise<void>
}

/** A program that convolves. */
export interface Contender {
  readonly name: string
  readonly threads: number
  readonly version: string
  prepare(benchCase: BenchCase): Promise<Prepared>
  close(): Promise<void>
}

/** x[i], whole numbers from 0 to 255; peers/protocol.py has the same formula. */
export function fillPicture(x: Float32Array): void {
  for (let i = 0; i < x.length; i++) x[i] = (i * 7919) % 256
}

/** A kernel of full rank with weights of both signs; peers/protocol.py has the same formula. */
export function benchWeights(size: number): Float32Array {
  return Float32Array.from({ length: size * size }, (_, t) => ((t * t * 31) % 17) - 8)
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
