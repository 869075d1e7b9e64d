import { kernelFromRows } from '../../shared/kernel/kernel.ts'
import { wholeFrame } from '../../shared/image/view.ts'
import type { ConvolutionSettings, ImageId } from '../../shared/rpc/engineContract.ts'
import type { Results } from './results.ts'
import { renderView } from './viewJob.ts'
import type { Workshop } from './workshop.ts'

/** Enough for each thread to get a band. */
const [width, height] = [1024, 1024]

const edges: ConvolutionSettings = {
  kernel: kernelFromRows([
    [-1, -1, -1],
    [-1, 8, -1],
    [-1, -1, -1],
  ]),
  options: { padding: 'same' },
  channels: 'rgb',
  linearLight: false,
}

/**
 * A picture of no photo, and its edges, drawn as a window asks for them: the threads start and compile what draws, which would
 * keep the first photo waiting for half a second. Whoever opens one meanwhile ends it by the signal, with its reason.
 */
export async function warmViews(workshop: Workshop, results: Results, signal: AbortSignal): Promise<void> {
  const memory = workshop.buffers.take((3 * width * height) / Float32Array.BYTES_PER_ELEMENT)
  const data = new Uint8Array(memory.buffer, memory.byteOffset, memory.byteLength)
  const image = { width, height, channels: 3, data, alpha: null, depth: 8 } as const
  const frame = { ...wholeFrame(width, height), pixelWidth: width / 2, pixelHeight: height / 2 }
  const shown = { image: 'warm' as ImageId, frame, mapping: 'clamp' } as const
  try {
    for (const quality of ['draft', 'exact'] as const) {
      for (const convolution of [null, edges]) {
        await renderView(image, { ...shown, convolution, quality }, workshop, results, { signal })
      }
    }
  } finally {
    workshop.buffers.give(memory)
  }
}
