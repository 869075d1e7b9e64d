import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { python } from '../support/programs.ts'
import type { BenchCase, Contender, KernelKind } from './contender.ts'

/**
 * glibc gives freed pages back and pays for their first touch again; peers that allocate their results are spared that. Threads
 * that wait for their next work do so asleep: whose turn it is has all cores.
 */
const fairness = {
  ...{ MALLOC_MMAP_MAX_: '0', MALLOC_TRIM_THRESHOLD_: '8000000000', MALLOC_TOP_PAD_: '268435456' },
  OMP_WAIT_POLICY: 'passive',
}

/** A script of peers/ in Python; null where its library is not installed. */
export function pythonPeer<Case = BenchCase>(
  script: string,
  name: string,
  threads: number,
  only?: KernelKind,
): Promise<Contender<Case> | null> {
  return linePeer(python, `${script}.py`, name, threads, only)
}

/** Kernel Lab in a process of its own, whose V8 joins vectors. */
export function turboPeer(threads: number): Promise<Contender | null> {
  return linePeer(process.execPath, 'turbo.ts', 'Kernel Lab, turbo', threads)
}

/**
 * A program of peers/ that answers one line of JSON per line of JSON (peers/protocol.py), so that its runs take turns with
 * everybody's on a machine that is not quiet.
 */
async function linePeer<Case>(
  program: string,
  script: string,
  name: string,
  threads: number,
  only?: KernelKind,
): Promise<Contender<Case> | null> {
  const path = new URL(`peers/${script}`, import.meta.url).pathname
  const child = spawn(program, [path, String(threads)], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, ...fairness },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ask = async (question: unknown): Promise<Record<string, unknown>> => {
    child.stdin.write(`${JSON.stringify(question)}\n`)
    return answer()
  }
  const answer = async (): Promise<Record<string, unknown>> => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`${script} ended`)
    return JSON.parse(value) as Record<string, unknown>
  }
  const hello = await answer().catch(() => null)
  if (!hello) return null
  return {
    name,
    threads,
    version: String(hello.version),
    ...(only && { only }),
    async prepare(benchCase) {
      const { how } = await ask(benchCase)
      return {
        ...(typeof how === 'string' && { how }),
        run: async (times) => (await ask({ times })).milliseconds as number[],
        middle: async () => (await ask({ middle: true })).middle as number,
        release: async () => undefined,
      }
    },
    async close() {
      child.stdin.end()
      child.kill()
    },
  }
}
