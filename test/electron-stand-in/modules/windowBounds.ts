// Size, place and state of a window. The content is as large as the window; there is no frame.
import { screen, type Rectangle } from './screen.ts'

export type WindowState = 'normal' | 'maximized' | 'minimized' | 'fullscreen'

const LEAVES: Record<WindowState, string> = {
  normal: '',
  maximized: 'unmaximize',
  minimized: 'restore',
  fullscreen: 'leave-full-screen',
}
const ENTERS: Record<WindowState, string> = {
  normal: '',
  maximized: 'maximize',
  minimized: 'minimize',
  fullscreen: 'enter-full-screen',
}

interface Listener {
  emit(event: string): void
  resizePage(width: number, height: number): void
}

export class WindowBounds {
  state: WindowState = 'normal'
  #bounds: Rectangle
  #normal: Rectangle
  #listener: Listener

  /** Without a place the window is in the middle of the screen. */
  constructor(wanted: Partial<Rectangle>, listener: Listener) {
    const { width = 800, height = 600 } = wanted
    const { width: screenWidth, height: screenHeight } = screen.getPrimaryDisplay().workArea
    const { x = (screenWidth - width) >> 1, y = (screenHeight - height) >> 1 } = wanted
    this.#bounds = { x, y, width, height }
    this.#normal = this.#bounds
    this.#listener = listener
  }

  get current(): Rectangle {
    return { ...this.#bounds }
  }
  /** What the window returns to from maximized, minimized or full screen. */
  get normal(): Rectangle {
    return { ...this.#normal }
  }

  change(part: Partial<Rectangle>): void {
    this.#place({ ...this.#bounds, ...part })
    if (this.state === 'normal') this.#normal = this.#bounds
  }

  enter(state: WindowState): void {
    if (state === this.state) return
    const left = this.state
    this.state = state
    const fillsScreen = state === 'maximized' || state === 'fullscreen'
    if (state !== 'minimized') this.#place(fillsScreen ? { ...screen.getPrimaryDisplay().workArea } : this.#normal)
    this.#listener.emit(ENTERS[state] || LEAVES[left])
  }

  #place(to: Rectangle): void {
    const from = this.#bounds
    this.#bounds = to
    if (to.width !== from.width || to.height !== from.height) {
      this.#listener.resizePage(to.width, to.height)
      this.#listener.emit('resize')
    }
    if (to.x !== from.x || to.y !== from.y) this.#listener.emit('move')
  }
}
