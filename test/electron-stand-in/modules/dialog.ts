// dialog: nobody is there to answer a spec, so every dialog is cancelled unless the spec replaces the function.
// For a person (npm run start:chromium) the page asks by Chromium's own prompt, in which a path is typed or pasted.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { modelled } from '../unmodelled.ts'
import { BrowserWindow } from './browserWindow.ts'

interface DialogOptions {
  title?: string
  message?: string
  detail?: string
  defaultPath?: string
  buttons?: string[]
  defaultId?: number
  cancelId?: number
}
type DialogArguments = [DialogOptions] | [BrowserWindow, DialogOptions]

const isForPerson = process.env.ELECTRON_STAND_IN_PROMPTS === '1'
const optionsOf = (args: DialogArguments): DialogOptions => args.at(-1) as DialogOptions

async function prompt(lines: (string | undefined)[], suggestion: string): Promise<string | null> {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0]
  if (!isForPerson || !window) return null
  const text = lines.filter(Boolean).join('\n')
  const expression = `prompt(${JSON.stringify(text)}, ${JSON.stringify(suggestion)})`
  return (await window.webContents._target.evaluateIsolated(expression)).value ?? null
}

function cancelled({ cancelId, buttons = [] }: DialogOptions): number {
  return (
    cancelId ??
    Math.max(
      0,
      buttons.findIndex((button) => /^&?(cancel|no)$/i.test(button)),
    )
  )
}

export const dialog = modelled('dialog', {
  async showOpenDialog(...args: DialogArguments) {
    const { title, message, defaultPath = '' } = optionsOf(args)
    const answer = await prompt([title ?? 'Open', message, 'Path of the file:'], defaultPath)
    const file = answer && path.resolve(answer)
    return file && existsSync(file) ? { canceled: false, filePaths: [file] } : { canceled: true, filePaths: [] }
  },

  async showSaveDialog(...args: DialogArguments) {
    const { title, message, defaultPath = '' } = optionsOf(args)
    const answer = await prompt([title ?? 'Save', message, 'Path of the new file:'], path.resolve(defaultPath))
    return answer ? { canceled: false, filePath: path.resolve(answer) } : { canceled: true, filePath: '' }
  },

  async showMessageBox(...args: DialogArguments) {
    const options = optionsOf(args)
    const { message, detail, buttons = ['OK'], defaultId = 0 } = options
    const choices = buttons.map((button, i) => `${i + 1} = ${button}`)
    const answer = Number(await prompt([message, detail, ...choices], String(defaultId + 1)))
    return { response: buttons[answer - 1] === undefined ? cancelled(options) : answer - 1, checkboxChecked: false }
  },

  showErrorBox(title: string, content: string) {
    console.error(`(stand-in) error box: ${title}\n${content}`)
  },
})
