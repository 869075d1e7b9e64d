// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { LabError } from '../../../shared/errors.ts'
import { convolutionGeometry } from '../../../shared/maths/geometry.ts'
import type { Walk } from '../../../shared/maths/walk.ts'
import { useExplainStore } from '../../../renderer/stores/explainStore.ts'
import { useImageStore } from '../../../renderer/stores/imageStore.ts'
import { usePlaceStore } from '../../../renderer/stores/placeStore.ts'
import { mostSide, regionBetween, useWalkStore } from '../../../renderer/stores/walkStore.ts'
import { createFakeEngine, createLab } from '../support/labApp.ts'

it('shows no walk of another region when the one that is asked for has no answer, and goes on with one that has', async () => {
  const answered = ({ region }: { region: Walk['region'] }) => ({ region, y: new Float64Array(12) }) as unknown as Walk
  const engine = createFakeEngine({ explainRegion: answered })
  createLab({ engine })
  const [walks, explain] = [useWalkStore(), useExplainStore()]
  usePlaceStore().tool = 'explain'
  explain.question = 'walk'
  await useImageStore().open({ kind: 'sample' })
  await flushPromises()
  expect(walks.walk?.region).toEqual(walks.region)
  Object.assign(engine.table, { explainRegion: () => Promise.reject(new LabError('internal', 'no memory')) })
  walks.change({ rows: 3 })
  await flushPromises()
  expect([walks.failed, walks.walk]).toEqual([true, null])
  Object.assign(engine.table, { explainRegion: answered })
  walks.change({ rows: 4 })
  await flushPromises()
  expect([walks.failed, walks.walk?.region.rows]).toEqual([false, 4])
})

describe('regionBetween', () => {
  const same = convolutionGeometry([1, 1, 100, 120], [1, 1, 3, 3], { padding: 'same' })

  it('is the outputs over two pixels and between them, whichever comes first', () => {
    const [a, b] = [
      { row: 10, column: 20 },
      { row: 14, column: 17 },
    ]
    const wanted = { p: 10, rows: 5, q: 17, columns: 4 }
    expect(regionBetween(same, a, b)).toEqual(wanted)
    expect(regionBetween(same, b, a)).toEqual(wanted)
    expect(regionBetween(same, a, a)).toEqual({ p: 10, rows: 1, q: 20, columns: 1 })
  })

  it('stays within the result, and as large as can be followed, from where it began', () => {
    expect(regionBetween(same, { row: 90, column: 3 }, { row: 500, column: -40 })).toEqual({
      ...{ p: 90, rows: 10, q: 0, columns: 4 },
    })
    expect(regionBetween(same, { row: 99, column: 119 }, { row: 0, column: 0 })).toEqual({
      ...{ p: 100 - mostSide, rows: mostSide, q: 120 - mostSide, columns: mostSide },
    })
  })

  it('counts outputs where a stride skips pixels', () => {
    // The middle of window p is row 2p + 1: output p stands over rows 2p + 1 and 2p + 2.
    const strided = convolutionGeometry([1, 1, 100, 120], [1, 1, 3, 3], { stride: 2 })
    const { p, rows } = regionBetween(strided, { row: 21, column: 41 }, { row: 31, column: 41 })
    expect([p, rows]).toEqual([10, 6])
  })
})
