// The system's file dialogs, answered as a person would: no spec can click them.
import type { Launched } from '../launch.ts'

/** What the next open dialogs choose; null cancels them. */
export async function chooseInOpenDialog({ app }: Launched, filePath: string | null): Promise<void> {
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: path === null, filePaths: path === null ? [] : [path] })
  }, filePath)
}

/** What the next save dialogs choose; null cancels them. */
export async function chooseInSaveDialog({ app }: Launched, filePath: string | null): Promise<void> {
  await app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = async () => ({ canceled: path === null, filePath: path ?? '' })
  }, filePath)
}
