/** Pixels of an answer: a message between processes cannot carry shared memory. */
export type Pixels = Uint8ClampedArray<ArrayBuffer>

/** Pixels of answers that were sent, to be used again: the first touch of fresh memory takes several times as long as to copy there. */
export interface AnswerPixels {
  /** With whatever was left in them. They are used again when `onSent` calls back; without it they are the caller's for good. */
  take(length: number, onSent?: (done: () => void) => void): Pixels
  forget(): void
}

/** Of two pictures beside each other, and of what is asked for before they are sent. */
const mostSpare = 4

export function createAnswerPixels(): AnswerPixels {
  const spare: Pixels[] = []
  return {
    take(length, onSent) {
      const at = onSent ? spare.findIndex((pixels) => pixels.length === length) : -1
      const pixels = at < 0 ? new Uint8ClampedArray(length) : spare.splice(at, 1)[0]
      onSent?.(() => {
        spare.push(pixels)
        while (spare.length > mostSpare) spare.shift()
      })
      return pixels
    },
    forget: () => void spare.splice(0),
  }
}
