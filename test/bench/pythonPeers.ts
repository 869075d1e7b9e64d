import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { python } from '../support/programs.ts'
import type { BenchCase, Contender, KernelKind } from './contender.ts'

/** glibc gives freed pages back and pays for their first touch again; peers that allocate their results are spared that. */
const keepPages = { MALLOC_MMAP_MAX_: '0', MALLOC_TRIM_THRESHOLD_: '8000000000', MALLOC_TOP_PAD_: '268435456' }

/**
 * A script of peers/ that answers one line of JSON per line of JSON (peers/protocol.py), so that its runs take turns with ours
 * on a machine that is not quiet. null where its library is not installed.
 */
export async function pythonPeer<Case = BenchCase>(
  script: string,
  name: string,
  threads: number,
  only?: KernelKind,
): Promise<Contender<Case> | null> {
  const path = new URL(`peers/${script}.py`, import.meta.url).pathname
  const child = spawn(python, [path, String(threads)], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, ...keepPages },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ask = async (question: unknown): Promise<Record<string, unknown>> => {
    child.stdin.write(`${JSON.stringify(question)}\n`)
    return answer()
  }
  const answer = async (): Promise<Record<string, unknown>> => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`${script}.py ended`)
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
      await ask(benchCase)
      return {
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
