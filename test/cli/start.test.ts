import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { findElectron, installElectron, run, start } from '../../electron/cli/start.ts'

let root: string
let electronPackage: string
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'lab-start-'))
  electronPackage = path.join(root, 'node_modules/electron')
  mkdirSync(electronPackage, { recursive: true })
})

/** Something that is started as Electron is; it writes what it was given into a file beside it. */
function fakeElectron(folder: string, body: string): string {
  mkdirSync(folder, { recursive: true })
  const executable = path.join(folder, 'electron')
  writeFileSync(executable, `#!${process.execPath}\n${body}\n`)
  chmodSync(executable, 0o755)
  return executable
}

/** Writes a line of JSON to `told` and exits with 7. */
const tells = (told: string): string =>
  `require('fs').writeFileSync(${JSON.stringify(told)}, JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd(), node: process.env.ELECTRON_RUN_AS_NODE }))
   process.exit(7)`

function install(body: string): string {
  writeFileSync(path.join(electronPackage, 'path.txt'), 'electron')
  return fakeElectron(path.join(electronPackage, 'dist'), body)
}

describe('findElectron', () => {
  it('finds what Electron’s package installed', () => {
    const executable = install('')
    expect(findElectron(electronPackage, {})).toBe(executable)
  })

  it('finds none before it is installed, and none when only its note is there', () => {
    expect(findElectron(electronPackage, {})).toBeNull()
    writeFileSync(path.join(electronPackage, 'path.txt'), 'electron')
    expect(findElectron(electronPackage, {})).toBeNull()
  })

  it('prefers another build that the environment names', () => {
    install('')
    const other = fakeElectron(path.join(root, 'other'), '')
    expect(findElectron(electronPackage, { ELECTRON_OVERRIDE_DIST_PATH: path.join(root, 'other') })).toBe(other)
    expect(findElectron(electronPackage, { ELECTRON_OVERRIDE_DIST_PATH: path.join(root, 'none') })).toBeNull()
  })
})

describe('installElectron', () => {
  const installer = (body: string): void => writeFileSync(path.join(electronPackage, 'install.js'), body)

  it('says whether the installer succeeded', async () => {
    expect(await installElectron(electronPackage)).toBe(false)
    installer('process.exit(1)')
    expect(await installElectron(electronPackage)).toBe(false)
    installer('')
    expect(await installElectron(electronPackage)).toBe(true)
  })

  it('ends an installer that does not come to an end', async () => {
    installer('setInterval(() => {}, 1e6)')
    expect(await installElectron(electronPackage, 200)).toBe(false)
  })
})

describe('run', () => {
  it('passes the exit code on, and starts Electron as Electron, where the person is', async () => {
    const told = path.join(root, 'told.json')
    const executable = install(tells(told))
    const environment = { ...process.env, ELECTRON_RUN_AS_NODE: '1', INIT_CWD: root }
    expect(await run(executable, ['/lab', 'photo.jpg'], environment)).toBe(7)
    expect(JSON.parse(readFileSync(told, 'utf8'))).toEqual({ args: ['/lab', 'photo.jpg'], cwd: root })
  })

  it('counts a signal as shells do', async () => {
    const executable = install(`process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1e6)`)
    expect(await run(executable, [], process.env)).toBe(137)
  })
})

describe('start', () => {
  it('installs Electron once if it is missing, then runs the lab', async () => {
    const told = path.join(root, 'told.json')
    const ready = install(tells(told))
    const dist = path.join(electronPackage, 'dist')
    const source = readFileSync(ready, 'utf8')
    writeFileSync(path.join(electronPackage, 'path.txt'), 'late')
    const late = JSON.stringify(path.join(dist, 'late'))
    writeFileSync(
      path.join(electronPackage, 'install.js'),
      `require('fs').writeFileSync(${late}, ${JSON.stringify(source)}, { mode: 0o755 })`,
    )
    expect(await start(root, ['a.jpg'], { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: undefined })).toBe(7)
    expect(JSON.parse(readFileSync(told, 'utf8'))).toMatchObject({ args: [root, 'a.jpg'] })
  })

  /** The script as npm runs it, in a package without Electron. */
  function startScript() {
    const script = path.join(root, 'electron/cli/start.ts')
    mkdirSync(path.dirname(script), { recursive: true })
    writeFileSync(path.join(root, 'package.json'), '{"type":"module"}')
    writeFileSync(script, readFileSync(new URL('../../electron/cli/start.ts', import.meta.url)))
    return spawn(process.execPath, [script], {
      env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: undefined },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  it('says in one sentence what remains when Electron cannot be had, and exits with 1', async () => {
    const child = startScript()
    let [out, errors] = ['', '']
    child.stdout.on('data', (text) => (out += text))
    child.stderr.on('data', (text) => (errors += text))
    const [code] = (await once(child, 'close')) as [number]
    expect(code).toBe(1)
    expect(out).toBe('')
    expect(errors).toMatch(
      /^Electron could not be downloaded[^\n]*`npm run start:chromium`[^\n]*`kernel-lab`[^\n]*\.\n$/,
    )
  })

  it('passes a signal on and ends when Electron has ended', async () => {
    const began = path.join(root, 'began')
    install(
      `process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1e6); require('fs').writeFileSync(${JSON.stringify(began)}, '')`,
    )
    const child = startScript()
    await expect.poll(() => existsSync(began), { timeout: 10_000 }).toBe(true)
    child.kill('SIGTERM')
    const [code] = (await once(child, 'close')) as [number]
    expect(code).toBe(9)
  })
})
