import { inlineBands } from '../engine/bands.ts'
import { exportPlanes } from '../engine/exportJob.ts'
import { samplePhoto } from '../../shared/image/samplePhoto.ts'

/** The photo that comes with the lab, as an 8-bit PNG: lossless, so that its noise stays what the generator made. */
export async function writeSamplePhoto(path: string): Promise<void> {
  await exportPlanes(samplePhoto(), 'clamp', { path, format: 'png8', replace: true }, inlineBands())
}
