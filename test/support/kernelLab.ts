import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** The built program; `npm run build` makes it. */
export const kernelLab = join(import.meta.dirname, '../../out/cli/kernel-lab.js')

export interface Finished {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `kernel-lab` as a person does: another process, in a folder, nothing on its standard input. */
export function runKernelLab(folder: string, ...args: string[]): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [kernelLab, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
}

/** The JSON object that a command prints; a refusal becomes the test's failure, in its own words. */
export async function kernelLabJson<T>(folder: string, ...args: string[]): Promise<T> {
  const { status, stdout, stderr } = await runKernelLab(folder, ...args, '--json')
  if (status !== 0) throw new Error(`kernel-lab ${args.join(' ')} ended with ${status}: ${stderr}`)
  return JSON.parse(stdout) as T
}
