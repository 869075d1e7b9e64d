// npm run start:chromium: the built lab in a visible Chromium, for computers that Electron's binary does not reach.
// `--headless` starts it without a display, for tools that look at it over the DevTools protocol. Everything else on the
// command line goes to the lab: npm run start:chromium -- photo.jpg
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import path from 'node:path'
import { chromiumBinary } from './chromium/chromium.ts'

const root = path.join(import.meta.dirname, '../..')
const given = process.argv.slice(2)
const isHeadless = given.includes('--headless') || process.env.ELECTRON_STAND_IN_HEADLESS === '1'

function refusal(): string | null {
  const { main } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { main: string }
  if (!existsSync(path.join(root, main))) return `there is no ${main} yet: build the lab first (npm run build).`
  if (!isHeadless && !process.env.DISPLAY)
    return 'a display is needed to show the lab, and DISPLAY is not set; the terminal has kernel-lab, and --headless starts the lab unseen.'
  try {
    chromiumBinary()
    return null
  } catch (error) {
    return (error as Error).message
  }
}

function start(): void {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [] // Chromium refuses its sandbox to root
  const forLab = given.filter((argument) => argument !== '--headless')
  const env = {
    ...process.env,
    ELECTRON_STAND_IN_HEADLESS: isHeadless ? '1' : '0',
    ELECTRON_STAND_IN_PROMPTS: isHeadless ? '0' : '1',
  }
  const binary = path.join(import.meta.dirname, 'electron')
  const lab = spawn(binary, [...asRoot, root, ...forLab], { stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => lab.kill(signal))
  lab.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)))
}

const reason = refusal()
if (reason === null) start()
else {
  console.error(`start:chromium: ${reason}`)
  process.exitCode = 1
}
