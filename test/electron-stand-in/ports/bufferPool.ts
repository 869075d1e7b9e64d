// Large buffers that only pass through are used again: the first touch of fresh memory is the dear part.

const PAGE = 65536
const KEPT_AT_MOST = 256e6
const free = new Map<number, Buffer<ArrayBuffer>[]>()
let kept = 0

export function takeBuffer(size: number): Buffer<ArrayBuffer> {
  const rounded = Math.ceil(size / PAGE) * PAGE
  const used = free.get(rounded)?.pop()
  if (used) kept -= used.length
  return (used ?? Buffer.allocUnsafeSlow(rounded)).subarray(0, size)
}

export function recycle(view: Uint8Array<ArrayBuffer>): void {
  const whole = Buffer.from(view.buffer)
  if (kept + whole.length > KEPT_AT_MOST) return
  kept += whole.length
  free.set(whole.length, [...(free.get(whole.length) ?? []), whole])
}

export function snapshot(bytes: ArrayBuffer): Buffer<ArrayBuffer> {
  const copy = takeBuffer(bytes.byteLength)
  copy.set(new Uint8Array(bytes))
  return copy
}
