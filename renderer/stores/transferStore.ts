import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { formats, readKernelFile } from '../../shared/formats/registry.ts'
import { formatMatrix } from '../../shared/kernel/formatMatrix.ts'
import type { MatrixStyle } from '../../shared/kernel/formatMatrix.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { readMatrix } from '../../shared/kernel/parseMatrix.ts'
import type { ResultFormat, Written } from '../../shared/rpc/engineContract.ts'
import type { ChosenFile, SaveSuggestion } from '../../shared/rpc/hostContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { useHost } from '../host.ts'
import { useConvolutionStore } from './convolutionStore.ts'
import { useImageStore } from './imageStore.ts'
import { useKernelStore } from './kernelStore.ts'
import { useNoticeStore } from './noticeStore.ts'

export const resultFormats: readonly {
  readonly id: ResultFormat
  readonly name: string
  readonly extension: string
}[] = [
  { id: 'png8', name: 'PNG', extension: 'png' },
  { id: 'png16', name: 'PNG', extension: 'png' },
  { id: 'tiff', name: 'TIFF', extension: 'tiff' },
  { id: 'jpeg', name: 'JPEG', extension: 'jpg' },
  { id: 'webp', name: 'WebP', extension: 'webp' },
  { id: 'npy', name: 'NumPy', extension: 'npy' },
]

/** By its name alone: SVG and the like are pictures first. */
export function isKernelFile(name: string): boolean {
  const extension = name.toLowerCase().split('.').at(-1) ?? ''
  const pictures = ['svg', 'png', 'jpg', 'jpeg', 'webp', 'avif', 'tif', 'tiff', 'gif']
  return (
    !pictures.includes(extension) && formats.some((format) => format.canRead && format.extensions.includes(extension))
  )
}

/** For spreadsheets; only NumPy has a place for several slices. */
export function plainStyle({ shape: [K, C] }: Kernel): MatrixStyle {
  return K * C > 1 ? 'numpy' : 'tsv'
}

/** Kernels and results on their way in and out: files and clipboard. */
export const useTransferStore = defineStore('transfer', () => {
  const host = useHost()
  const engine = useEngine()
  const kernels = useKernelStore()
  const images = useImageStore()
  const convolutions = useConvolutionStore()
  const notices = useNoticeStore()

  /** What is exported; null takes the kernel in the editor. */
  const subject = shallowRef<Kernel | null>(null)
  /** Share of the export that runs, 0 to 1; null when none does. */
  const saving = shallowRef<number | null>(null)
  let running: AbortController | null = null

  async function chooseKernel(): Promise<void> {
    const file = await notices.attempt(() => host.chooseKernel(), 'errors.during.importKernel')
    if (file) await importKernel(file)
  }

  async function importKernel(file: ChosenFile): Promise<void> {
    await notices.attempt(async () => {
      const { kernel, format, notes } = await engine.call('importKernel', { token: file.token })
      // The engine's answer was cloned on its way and is no longer frozen.
      kernels.adopt(kernel, 'kernel.history.import')
      notices.tell('done', 'transfer.imported', { name: file.name, format }, notes)
    }, 'errors.during.importKernel')
  }

  /** A dropped file without a path: a kernel is small, so the window reads it itself. */
  function readKernelBytes(name: string, bytes: Uint8Array): void {
    const { kernels: read, format, notes } = readKernelFile(name, bytes)
    kernels.commit(read[0].kernel, 'kernel.history.import')
    notices.tell('done', 'transfer.imported', { name, format: format.name }, notes)
  }

  function readKernelText(text: string): void {
    const { kernel, notes } = readMatrix(text)
    kernels.commit(kernel, 'kernel.history.paste')
    if (notes.length > 0) notices.tell('warning', 'kernel.history.paste', {}, notes)
  }

  async function copyKernel(style: MatrixStyle = plainStyle(kernels.kernel)): Promise<void> {
    await navigator.clipboard.writeText(formatMatrix(kernels.kernel, style))
    notices.tell('done', 'transfer.copied')
  }

  /** Asks where to, has the engine write, and says what came of it. False when nothing was saved. */
  async function save(suggestion: SaveSuggestion, write: (file: ChosenFile, signal: AbortSignal) => Promise<Written>) {
    const file = await host.chooseSave(suggestion)
    if (!file) return false
    const mine = (running = new AbortController())
    saving.value = 0
    try {
      const written = await write(file, mine.signal)
      notices.tell('done', 'transfer.saved', { name: written.name, size: readableBytes(written.bytes) }, written.notes)
      return true
    } finally {
      saving.value = null
    }
  }

  async function exportKernel(formatId: string): Promise<boolean> {
    const format = formats.find(({ id }) => id === formatId)
    if (!format) return false
    const kernel = subject.value ?? kernels.kernel
    const suggestion = {
      name: `${kernel.name || 'kernel'}.${format.extensions[0]}`,
      filters: [{ name: format.name, extensions: format.extensions }],
    }
    const saved = await notices.attempt(
      () => save(suggestion, ({ token }) => engine.call('exportKernel', { kernel, format: formatId, token })),
      'errors.during.exportKernel',
    )
    return saved ?? false
  }

  /** What the window made itself: a table, a chart. `make` learns the name that was chosen, and with it the format. */
  async function saveDocument(suggestion: SaveSuggestion, make: (name: string) => Promise<Uint8Array>): Promise<void> {
    await notices.attempt(
      () =>
        save(suggestion, async ({ name, token }) => engine.call('saveDocument', { bytes: await make(name), token })),
      'errors.during.saveDocument',
    )
  }

  async function exportResult(format: ResultFormat): Promise<boolean> {
    const photo = images.ready
    const chosen = resultFormats.find(({ id }) => id === format)
    if (!photo || !chosen) return false
    const { convolution, choices } = convolutions
    const stem = photo.name.replace(/\.[^.]*$/, '')
    const suggestion = {
      name: `${stem}-${convolution.kernel.name || 'kernel'}.${chosen.extension}`,
      filters: [{ name: chosen.name, extensions: [chosen.extension] }],
    }
    const request = { image: photo.id, convolution, mapping: choices.mapping, format }
    const onProgress = ({ done, total }: { done: number; total: number }): void => {
      saving.value = done / Math.max(1, total)
    }
    const saved = await notices.attempt(
      () =>
        save(suggestion, ({ token }, signal) =>
          engine.call('exportResult', { ...request, token }, { signal, onProgress }),
        ),
      'errors.during.exportResult',
    )
    return saved ?? false
  }

  return {
    ...{
      saving,
      save,
      subject,
      saveDocument,
      chooseKernel,
      importKernel,
      readKernelBytes,
      readKernelText,
      copyKernel,
      exportKernel,
      exportResult,
    },
    cancelSaving: () => running?.abort(),
  }
})

function readableBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1 << 20) return `${(bytes / 1024).toFixed(1)} kB`
  return `${(bytes / (1 << 20)).toFixed(1)} MB`
}
