import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { sharpDecoder, loadSharp } from '../../electron/engine/decode.ts'
import { inlineBands } from '../../electron/engine/bands.ts'
import { exportPlanes } from '../../electron/engine/exportJob.ts'
import { takeSamples } from '../../electron/engine/sharedBuffers.ts'
import { errorRecord } from '../../shared/errors.ts'

import { floatsOf } from '../../shared/image/samples.ts'
/** Encodes, and decodes the files it is given, as Electron's engine would, and prints what came of each as one line of JSON. */
Object.defineProperty(process, 'versions', { value: { ...process.versions, electron: '45.4.1' } })

const { versions } = await loadSharp()
console.log(JSON.stringify({ build: 'emscripten' in versions ? 'WebAssembly' : 'native' }))
const folder = await mkdtemp(join(tmpdir(), 'kernel-lab-electron-'))
for (const format of ['png8', 'png16', 'jpeg', 'webp'] as const) {
  const planes = { width: 2, height: 1, channels: 1, data: Float32Array.of(0.25, 1), alpha: null } as const
  const path = join(folder, format)
  await exportPlanes(planes, 'clamp', { path, format, replace: true }, inlineBands())
  const bytes = await readFile(path)
  const { image } = await sharpDecoder.decode(bytes, format, takeSamples)
  console.log(JSON.stringify({ file: format, width: image.width, depth: image.depth, first: floatsOf(image.data)[0] }))
}
await rm(folder, { recursive: true })
for (const path of process.argv.slice(2)) {
  console.log(JSON.stringify({ file: basename(path), ...(await outcome(path)) }))
}

async function outcome(path: string): Promise<Record<string, unknown>> {
  try {
    const { image, format } = await sharpDecoder.decode(await readFile(path), basename(path), takeSamples)
    const { width, height, channels, depth, alpha, data } = image
    return { format, width, height, channels, depth, hasAlpha: alpha !== null, first: floatsOf(data)[0] }
  } catch (thrown) {
    return { error: errorRecord(thrown) }
  }
}
