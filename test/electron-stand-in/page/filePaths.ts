// webUtils.getPathForFile: only Chromium's browser process knows where a File is on disk. The main process asks it
// over the DevTools protocol, before the page hears of files that a person (or Playwright) chose or dropped.
// A File made by script has no path: '', as in Electron.
import { ask } from './transport.ts'

const paths = new Map<string, string>()
/** A File is cloned on its way between the page's worlds, so it is known by this. */
const keyOf = (file: File) => `${file.name}\n${file.size}\n${file.lastModified}`

export function getPathForFile(file: unknown): string {
  if (!(file instanceof File))
    throw new TypeError("Failed to execute 'getPathForFile': parameter 1 is not of type 'File'.")
  return paths.get(keyOf(file)) ?? ''
}

async function lookUp(files: File[]): Promise<void> {
  Object.assign(globalThis, { __standInFiles: files }) // where the main process finds them
  const found = (await ask((id) => ({ op: 'files', id, count: files.length }))) as string[]
  for (const [i, path] of found.entries()) if (path) paths.set(keyOf(files[i]), path)
}

let isResuming = false
function resume(target: EventTarget, events: Event[]): void {
  isResuming = true
  for (const event of events) target.dispatchEvent(event)
  isResuming = false
}

async function onChosen(event: Event): Promise<void> {
  const input = event.target
  if (isResuming || !(input instanceof HTMLInputElement) || input.type !== 'file' || !input.files?.length) return
  event.stopImmediatePropagation()
  if (event.type === 'input') return // `change` follows
  await lookUp([...input.files])
  resume(input, [new Event('input', { bubbles: true, composed: true }), new Event('change', { bubbles: true })])
}

async function onDropped(event: DragEvent): Promise<void> {
  const files = [...(event.dataTransfer?.files ?? [])]
  const target = event.target
  // A drop made by script brings no file from disk, and its listeners expect to be called before dispatchEvent returns.
  if (isResuming || !event.isTrusted || !files.length || !target) return
  event.stopImmediatePropagation()
  event.preventDefault() // the page's own preventDefault would come too late
  const { clientX, clientY } = event
  await lookUp(files)
  const dataTransfer = new DataTransfer()
  for (const file of files) dataTransfer.items.add(file)
  resume(target, [
    new DragEvent('drop', { bubbles: true, cancelable: true, composed: true, clientX, clientY, dataTransfer }),
  ])
}

for (const type of ['input', 'change']) addEventListener(type, (event) => void onChosen(event), true)
addEventListener('drop', (event) => void onDropped(event), true)
