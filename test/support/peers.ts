import { execFileSync } from 'node:child_process'
import { it } from 'vitest'
import { python } from './programs.ts'
import type { Peer } from './programs.ts'

/** Another program takes its time to start on a busy machine. */
const patience = 120_000

/**
 * A test that needs a peer. Where it is missing the test fails and says how to install it: an unchecked file is no checked
 * one. KERNEL_LAB_WITHOUT_PEERS=1 turns that into a visible skip, for machines where nothing can be installed; so does a peer
 * that is too large to ask for.
 */
export function itWith(peer: Peer, name: string, run: () => void | Promise<void>): void {
  const install = `apt-get install ${peer.debian}`
  if (peer.isThere()) {
    it(name, { timeout: patience }, run)
  } else if (peer.optional || process.env['KERNEL_LAB_WITHOUT_PEERS'] === '1') {
    console.warn(`NOT CHECKED, ${peer.name} is missing (${install}): ${name}`)
    it.skip(`${name} (NOT CHECKED: ${peer.name} is missing)`, run)
  } else {
    it(`${name} (${peer.name} is missing: ${install})`, () => {
      throw new Error(`${peer.name} is missing: ${install}, or set KERNEL_LAB_WITHOUT_PEERS=1 to go without`)
    })
  }
}

/** Runs a Python program; what it prints is JSON. */
export function runPython(program: string, input: string | Uint8Array = ''): unknown {
  const output = execFileSync(python, ['-c', program], { input, encoding: 'utf8', maxBuffer: 1 << 26 })
  return JSON.parse(output)
}
