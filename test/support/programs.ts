import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** A program that the files of Kernel Lab are checked with, and how a Debian machine gets it. */
export interface Peer {
  readonly name: string
  readonly debian: string
  readonly isThere: () => boolean
  /** Too large to be installed for one test: where it is missing, the test says that it did not run. */
  readonly optional?: true
}

function answers(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}

/** Debian's own Python: packages of apt are not seen by another one that may come first in PATH. */
export const python = answers('/usr/bin/python3', '--version') ? '/usr/bin/python3' : 'python3'

export function pythonHas(module: string): boolean {
  return answers(python, '-c', `import ${module}`)
}

function pythonPeer(module: string, debian: string): Peer {
  return { name: `Python's ${module}`, debian, isThere: () => pythonHas(module) }
}

export const numpy = pythonPeer('numpy', 'python3-numpy')
export const scipy = pythonPeer('scipy', 'python3-scipy')
export const yaml = pythonPeer('yaml', 'python3-yaml')

/** Some hundred megabytes. */
export const pytorch: Peer = { ...pythonPeer('torch', 'python3-torch'), optional: true }

export const imageMagick: Peer = {
  name: 'ImageMagick',
  debian: 'imagemagick',
  isThere: () => answers('convert', '-list', 'morphology'),
}

export const chromiumBrowser: Peer = {
  name: 'Chromium',
  debian: 'chromium',
  isThere: () => chromiumPath() !== undefined,
}

/** Where Debian, Ubuntu and Google put it. */
export function chromiumPath(): string | undefined {
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
}

export const cCompiler: Peer = {
  name: 'a C compiler',
  debian: 'gcc',
  isThere: () => answers('cc', '--version'),
}

/** All that the tests run beside Node. */
export const peers: readonly Peer[] = [chromiumBrowser, numpy, scipy, yaml, imageMagick, cCompiler]
