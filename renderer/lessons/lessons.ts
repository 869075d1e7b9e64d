import { crossCorrelation } from './crossCorrelation.ts'
import { edges } from './edges.ts'
import { featureMaps } from './featureMaps.ts'
import { learning } from './learning.ts'
import type { Lesson } from './lesson.ts'
import { padding } from './padding.ts'
import { receptiveFields } from './receptiveFields.ts'

/** In the order of the lecture. */
export const lessons: readonly Lesson[] = Object.freeze([
  crossCorrelation,
  edges,
  learning,
  padding,
  featureMaps,
  receptiveFields,
])
