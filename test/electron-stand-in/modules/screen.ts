import { EventEmitter } from 'node:events'

export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

const area: Rectangle = { x: 0, y: 0, width: 1920, height: 1080 }
const size = { width: area.width, height: area.height }

/** The one display there is; no panel takes a part of it. */
const display = {
  id: 1,
  label: 'stand-in',
  bounds: area,
  workArea: area,
  size,
  workAreaSize: size,
  scaleFactor: 1,
  rotation: 0,
  colorDepth: 24,
  depthPerComponent: 8,
  colorSpace: '{primaries:BT709, transfer:SRGB, matrix:RGB, range:FULL}',
  displayFrequency: 60,
  internal: false,
  touchSupport: 'unknown',
  monochrome: false,
}

export const screen = Object.assign(new EventEmitter(), {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
  getDisplayMatching: (_bounds: Rectangle) => display,
  getDisplayNearestPoint: (_point: { x: number; y: number }) => display,
  getCursorScreenPoint: () => ({ x: 0, y: 0 }),
})
