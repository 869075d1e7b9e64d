import { vi } from 'vitest'

/** A canvas that is not drawn on, where the page has none. */
export class FakeCanvas {
  readonly width: number
  readonly height: number
  constructor(width: number, height: number) {
    this.width = width
    this.height = height
  }
  getContext() {
    return { putImageData: () => undefined }
  }
}

/** Until `vi.unstubAllGlobals`. */
export function stubCanvas(): void {
  vi.stubGlobal('OffscreenCanvas', FakeCanvas)
  vi.stubGlobal('ImageData', class {})
}
