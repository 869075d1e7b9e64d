import { onnx } from '../../shared/formats/onnx.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import { benchWeights, fillPicture, timeRuns } from './contender.ts'
import type { Contender } from './contender.ts'

/** The model that Kernel Lab itself exports, run by ONNX Runtime; null where that is not installed. */
export async function onnxRuntime(threads: number): Promise<Contender | null> {
  const runtime = await import('onnxruntime-node').catch(() => null)
  if (!runtime?.InferenceSession || !onnx.write) return null
  const write = onnx.write
  return {
    name: 'ONNX Runtime Conv',
    threads,
    version: runtime.env.versions.node ?? '',
    async prepare({ width, height, size, kind }) {
      const kernel = createKernel({ shape: [1, 1, size, size], weight: benchWeights({ size, kind }), bias: [0] })
      const session = await runtime.InferenceSession.create(write(kernel, { padding: 'same' }).bytes, {
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        extra: { session: { intra_op: { allow_spinning: '0' } } }, // whose turn it is has all cores
      })
      const x = new Float32Array(width * height)
      fillPicture(x)
      const shape = [1, 1, height, width]
      const image = new runtime.Tensor('float32', x, shape)
      const result = new runtime.Tensor('float32', new Float32Array(width * height), shape)
      return {
        run: (times) => timeRuns(times, () => session.run({ image }, { result })),
        middle: async () => (result.data as Float32Array)[(height >> 1) * width + (width >> 1)],
        release: () => session.release(),
      }
    },
    close: async () => undefined,
  }
}
