import { describe, expect, it } from 'vitest'
import { fieldReach } from '../../../renderer/canvas/drawField.ts'
import { covered } from '../../../renderer/canvas/useMarks.ts'

const pane = { width: 400, height: 300 }
const scene = {
  placed: { scale: 4, center: { x: 50, y: 37.5 } },
  picture: { width: 100, height: 75 },
  ...{ field: null, grown: [], heat: null, cell: null },
}

describe('fieldReach', () => {
  it('is the value alone on its map', () => {
    const cell = { left: 20, top: 10, right: 21, bottom: 11 }
    // 80 to 84 across, 40 to 44 down; a cross reaches 10 beyond
    expect(covered(fieldReach({ ...scene, cell }, pane), pane)).toEqual({ x: 68, y: 28, width: 32, height: 32 })
  })

  it('is the whole picture where all around a field is darker', () => {
    const field = { left: 20, top: 10, right: 30, bottom: 20 }
    expect(covered(fieldReach({ ...scene, field }, pane), pane)).toEqual({ x: 0, y: 0, width: 416, height: 320 })
  })

  it('is nothing where nothing is seen', () => {
    expect(covered(fieldReach(scene, pane), pane)).toBeNull()
  })
})
