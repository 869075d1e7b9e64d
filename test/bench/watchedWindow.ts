import type { ViewRequest } from '../../shared/rpc/engineContract.ts'
import type { Launched } from '../e2e/launch.ts'

/** What became of one call of the window for a view, on the page's clock, in milliseconds. */
export interface WatchedView {
  readonly picture: 'original' | 'result'
  readonly request: ViewRequest
  /** When the input event came before which nobody knew of this wish. */
  readonly edited: number
  readonly asked: number
  /** 0 until then, and for ever where it was cancelled. */
  answered: number
  cancelled: boolean
  /** The engine's own time. */
  engine: number
  exact: boolean
  /** When the frame was done that it is drawn in. */
  painted: number
}

export interface WatchedWindow {
  /** Since the photo was asked for. */
  readonly opened: number
  readonly firstPaint: number
  readonly views: readonly WatchedView[]
  /** Tasks of the page above 50 ms: their lengths. */
  readonly longTasks: readonly number[]
}

/** The page's own record; everything in it is the page's. */
interface Watch extends Record<'opened' | 'firstPaint' | 'edited', number> {
  views: WatchedView[]
  longTasks: number[]
}

type WatchingPage = typeof globalThis & { labWatch: Watch }

/** Follows calls, answers and drawings of the page from now on. */
export async function watchWindow({ page }: Launched): Promise<void> {
  await page.evaluate(() => {
    const watch: Watch = { opened: 0, firstPaint: 0, edited: 0, views: [], longTasks: [] }
    Object.assign(globalThis, { labWatch: watch })
    const called = new Map<number, WatchedView>()
    // The page's own listener comes before ours, and paints the pixels: they tell what a canvas shows.
    const ofPixels = new WeakMap<object, WatchedView>()
    const arrived = new WeakMap<object, number>()
    const pixelsOf = new WeakMap<object, object>()

    for (const type of ['keydown', 'pointermove', 'pointerdown', 'click']) {
      addEventListener(type, ({ timeStamp }) => (watch.edited = timeStamp), true)
    }

    const heard = new WeakSet<MessagePort>()
    const { postMessage } = MessagePort.prototype
    MessagePort.prototype.postMessage = function (this: MessagePort, ...sent: unknown[]) {
      const message = sent[0] as { kind?: string; id: number; method?: string; request: ViewRequest }
      const given = message?.kind === 'cancel' ? called.get(message.id) : undefined
      if (given) given.cancelled = true
      if (message?.kind === 'call') {
        if (!heard.has(this)) this.addEventListener('message', hear)
        heard.add(this)
        if (message.method === 'openImage') watch.opened = performance.now()
        if (message.method === 'renderView') {
          const { request } = message
          const picture = request.convolution ? 'result' : 'original'
          const begun = { picture, request, edited: watch.edited, asked: performance.now() } as const
          const view: WatchedView = { ...begun, answered: 0, cancelled: false, engine: 0, exact: false, painted: 0 }
          called.set(message.id, view)
          watch.views.push(view)
        }
      }
      return (postMessage as (...sent: unknown[]) => void).apply(this, sent)
    } as typeof postMessage

    function hear({ data }: MessageEvent): void {
      const view = data?.kind === 'reply' ? called.get(data.id) : undefined
      if (!view) return
      called.delete(data.id)
      view.answered = arrived.get(data.reply.rgba) ?? performance.now()
      view.engine = data.reply.milliseconds
      view.exact = data.reply.quality === 'exact'
      ofPixels.set(data.reply.rgba, view)
    }

    const { putImageData } = OffscreenCanvasRenderingContext2D.prototype
    OffscreenCanvasRenderingContext2D.prototype.putImageData = function (
      this: OffscreenCanvasRenderingContext2D,
      ...put: [ImageData, ...number[]]
    ) {
      arrived.set(put[0].data, performance.now())
      pixelsOf.set(this.canvas, put[0].data)
      return (putImageData as (...put: unknown[]) => void).apply(this, put)
    } as typeof putImageData

    /** A message that is posted while a frame is drawn arrives when that is done. */
    function afterFrame(tell: (at: number) => void): void {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => tell(performance.now())
      port2.postMessage(null)
    }
    const { drawImage } = CanvasRenderingContext2D.prototype
    CanvasRenderingContext2D.prototype.drawImage = function (this: CanvasRenderingContext2D, ...drawn: unknown[]) {
      const pixels = pixelsOf.get(drawn[0] as object)
      if (this.canvas.dataset.testid?.startsWith('preview-')) {
        afterFrame((at) => {
          const view = pixels && ofPixels.get(pixels)
          if (watch.opened > 0 && watch.firstPaint < watch.opened) watch.firstPaint = at
          if (view && view.painted === 0) view.painted = at
        })
      }
      return (drawImage as (...drawn: unknown[]) => void).apply(this, drawn)
    } as typeof drawImage

    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) watch.longTasks.push(duration)
    })
    observer.observe({ entryTypes: ['longtask'] })
  })
}

/** What was seen since the last time. */
export function takeWatched({ page }: Launched): Promise<WatchedWindow> {
  return page.evaluate(() => {
    const { labWatch } = globalThis as WatchingPage
    const { opened, firstPaint, views, longTasks } = labWatch
    Object.assign(labWatch, { views: [], longTasks: [] })
    return { opened, firstPaint, views, longTasks }
  })
}

/** Until the result is painted exactly, of the newest photo, and what was asked for last is answered: an edit asks at once. */
export async function exactIsPainted({ page }: Launched): Promise<void> {
  const isPainted = (pause: number): boolean => {
    const { views, opened } = (globalThis as WatchingPage).labWatch
    const results = views.filter(({ picture, cancelled }) => picture === 'result' && !cancelled)
    const asked = results.at(-1)
    const shown = results.toSorted((one, other) => one.painted - other.painted).at(-1)
    if (!asked?.answered || !shown?.painted) return false
    return shown.exact && shown.asked >= opened && performance.now() - Math.max(asked.answered, shown.painted) > pause
  }
  // Asked at every frame, as it is without an interval, the question would itself keep the window busy.
  await page.waitForFunction(isPainted, 60, { polling: 50 })
}

/** Starts over with the main process's longest wait between two turns of its loop. */
export async function watchMain({ app }: Launched): Promise<void> {
  await app.evaluate(() => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks')
    const watched = globalThis as { loopDelay?: ReturnType<typeof monitorEventLoopDelay> }
    watched.loopDelay ??= monitorEventLoopDelay({ resolution: 5 })
    watched.loopDelay.enable()
    watched.loopDelay.reset()
  })
}

/** Milliseconds: how late the loop's timer of 5 ms came at worst. */
export function longestWaitOfMain({ app }: Launched): Promise<number> {
  return app.evaluate(() => {
    const { loopDelay } = globalThis as unknown as { loopDelay: { max: number } }
    return loopDelay.max / 1e6 - 5
  })
}
