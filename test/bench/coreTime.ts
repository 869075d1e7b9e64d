import { readdir, readFile } from 'node:fs/promises'

/** Of all threads of a process that live, in milliseconds. */
export interface CoreTime {
  readonly worked: number
  /** Ready to work, while others had the cores. */
  readonly waited: number
}

/** Linux counts both since a thread began (`schedstat`); elsewhere, and of a process that is gone, nothing is known. */
export async function coreTimeOf(pid: number): Promise<CoreTime | null> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => [])
  const times = await Promise.all(threads.map((thread) => nanosecondsOf(`/proc/${pid}/task/${thread}/schedstat`)))
  if (times.length === 0) return null
  const sum = (which: 0 | 1): number => times.reduce((total, each) => total + each[which], 0) / 1e6
  return { worked: sum(0), waited: sum(1) }
}

async function nanosecondsOf(path: string): Promise<readonly [worked: number, waited: number]> {
  const text = await readFile(path, 'utf8').catch(() => '0 0') // a thread that has ended since
  const [worked, waited] = text.split(' ').map(Number)
  return [worked, waited]
}
