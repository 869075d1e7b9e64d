import { expect, it } from 'vitest'
import { lectureSize, paintLecturePicture } from '../../shared/image/lecturePicture.ts'
import { readVectors } from '../support/vectors.ts'
import type { PackedTensor } from '../support/vectors.ts'

it('is the picture that PyTorch learned from', () => {
  const [{ x }] = readVectors<{ x: PackedTensor }>('learning').cases
  const data = new Float32Array(lectureSize.width * lectureSize.height).fill(7)
  paintLecturePicture(data)
  expect(x.shape).toEqual([1, 1, lectureSize.height, lectureSize.width])
  expect([...data]).toEqual([...x.data])
})
