import { lectureSize, paintLecturePicture } from '../../shared/image/lecturePicture.ts'
import type { OpenedPicture } from './openPicture.ts'
import type { Workshop } from './workshop.ts'

/** The lecture's picture, as floats: its pixels are 0 and 100, which no 8-bit file could hold beside white = 1. */
export function openLecture({ buffers }: Workshop): OpenedPicture {
  const { width, height } = lectureSize
  const data = buffers.take(width * height)
  paintLecturePicture(data)
  const image = { width, height, channels: 1, data, alpha: null, depth: 32 } as const
  return { image, name: 'Lecture picture', format: null, bytes: data.byteLength }
}
