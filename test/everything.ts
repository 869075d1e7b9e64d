import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { peers } from './support/programs.ts'

/** `npm test`: rings 1 to 5, in the order in which a failure is cheapest to learn. */
const steps: readonly [title: string, command: string, ...args: string[]][] = [
  ['types', 'npm', 'run', '--silent', 'types'],
  ['lint', 'npm', 'run', '--silent', 'lint'],
  ['unit, property, parity and engine tests', 'npm', 'run', '--silent', 'unit'],
  ['build', 'npm', 'run', '--silent', 'build'],
  ['command line, as built', 'vitest', 'run', '--project', 'built'],
  ['end to end', 'playwright', 'test'],
]

/** Installs the programs that the tests read our files with, or says in one line what is missing: nothing is skipped in silence. */
function providePeers(): void {
  const missing = peers.filter((peer) => !peer.isThere())
  if (missing.length === 0) return
  const packages = missing.map(({ debian }) => debian)
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log(`installing ${packages.join(' ')} …`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env })
    spawnSync('apt-get', ['install', '-y', '-qq', ...packages], { stdio: ['ignore', 'ignore', 'inherit'], env })
  }
  const absent = peers.filter((peer) => !peer.isThere())
  if (absent.length === 0) return
  console.error(
    `npm test needs ${absent.map(({ name }) => name).join(', ')}: apt-get install ${absent.map(({ debian }) => debian).join(' ')}`,
  )
  process.exit(1)
}

providePeers()
for (const [title, command, ...args] of steps) {
  const started = performance.now()
  console.log(`\n── ${title}`)
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  console.log(
    `── ${title}: ${status === 0 ? 'passed' : 'FAILED'} in ${((performance.now() - started) / 1000).toFixed(0)} s`,
  )
  if (status !== 0) process.exit(status ?? 1)
}
