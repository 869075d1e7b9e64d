import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import path from 'node:path'

/** `npm start`, after the build: the desktop lab in Electron, or one sentence that says what there is without it. */

/** One try to fetch Electron may take this long; behind a closed door its installer would wait for minutes. */
const installLimitMs = 60_000

const withoutElectron =
  'Electron could not be downloaded, so the desktop window cannot open here; what remains is ' +
  '`npm run start:chromium` (the same build in an installed Chromium, through the stand-in of our tests) ' +
  'and `kernel-lab` in the terminal.'

type Environment = Readonly<Record<string, string | undefined>>

/** Electron's executable as its own package finds it; null while there is none. Requiring that package would download it. */
export function findElectron(electronPackage: string, environment: Environment): string | null {
  const pathFile = path.join(electronPackage, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : null
  const override = environment.ELECTRON_OVERRIDE_DIST_PATH
  if (override) return existing(path.join(override, name ?? 'electron'))
  return name === null ? null : existing(path.join(electronPackage, 'dist', name))
}

function existing(file: string): string | null {
  return existsSync(file) ? file : null
}

/** Runs Electron's own installer once; false if it fails or takes too long. Its output is shown only if it had something to do. */
export function installElectron(electronPackage: string, limitMs = installLimitMs): Promise<boolean> {
  const installer = path.join(electronPackage, 'install.js')
  if (!existsSync(installer)) return Promise.resolve(false)
  const child = spawn(process.execPath, [installer], { stdio: ['ignore', 'pipe', 'ignore'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs)
  return new Promise((resolve) => {
    child.on('error', () => resolve(false))
    child.on('close', (code) => {
      clearTimeout(timer)
      if (code === 0) process.stdout.write(output)
      resolve(code === 0)
    })
  })
}

/** Runs the lab until it ends; its exit code, or 128 + number for the signal that ended it, as shells count. */
export function run(executable: string, args: readonly string[], environment: Environment): Promise<number> {
  const env = { ...environment }
  delete env.ELECTRON_RUN_AS_NODE // the terminals of some editors set it, and Electron would be plain Node
  const cwd = environment.INIT_CWD // where a person typed `npm start -- photo.jpg`; npm itself moved to the package
  const child = spawn(executable, args, { stdio: 'inherit', env, cwd })
  const passOn = (signal: NodeJS.Signals): void => void child.kill(signal)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, passOn)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      for (const each of signals) process.off(each, passOn)
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal])
    })
  })
}

export async function start(packageRoot: string, args: readonly string[], environment: Environment): Promise<number> {
  const electronPackage = path.join(packageRoot, 'node_modules/electron')
  let executable = findElectron(electronPackage, environment)
  if (executable === null && (await installElectron(electronPackage))) {
    executable = findElectron(electronPackage, environment)
  }
  if (executable === null) {
    process.stderr.write(`${withoutElectron}\n`)
    return 1
  }
  return run(executable, [packageRoot, ...args], environment)
}

if (import.meta.main) {
  process.exitCode = await start(path.join(import.meta.dirname, '../..'), process.argv.slice(2), process.env)
}
