// What is left of an app's processes.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Processes whose chain of parents leads to `pid`. */
export function descendants(pid: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number))
  const found = new Set([pid])
  let before = 0
  while (found.size > before) {
    before = found.size
    for (const [child, parent] of rows) if (found.has(parent)) found.add(child)
  }
  found.delete(pid)
  return [...found]
}

/** Those that still run; a zombie that nobody has waited for does not. */
export function alive(pids: readonly number[]): number[] {
  return pids.filter((pid) => {
    try {
      return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    } catch {
      return false
    }
  })
}
