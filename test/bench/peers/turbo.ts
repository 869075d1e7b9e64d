import { createInterface } from 'node:readline'
import { startTurbo } from '../../../electron/engine/turbo.ts'
import type { BenchCase, Prepared } from '../contender.ts'
import { kernelLab } from '../kernelLab.ts'

/** protocol.py for Kernel Lab with `--turbo`: V8's flag is for a whole process. Ends where the self-check forbids it. */
if (!startTurbo().on) process.exit(1)
const lab = await kernelLab(Number(process.argv[2]))
let prepared: Prepared | undefined
console.log(JSON.stringify({ version: '' }))
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line) as Partial<BenchCase> & { readonly times?: number })))
}
await lab.close()

async function answer(question: Partial<BenchCase> & { readonly times?: number }): Promise<unknown> {
  if (question.size) {
    await prepared?.release()
    prepared = await lab.prepare(question as BenchCase)
    return { how: prepared.how }
  }
  if (question.times) return { milliseconds: await prepared?.run(question.times) }
  return { middle: await prepared?.middle() }
}
