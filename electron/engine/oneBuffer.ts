interface ArrayType<T> {
  readonly BYTES_PER_ELEMENT: number
  new (buffer: ArrayBuffer, byteOffset: number, length: number): T
}

/**
 * Gives arrays one after the other out of one buffer: a message between processes costs by the buffer, not by the byte alone.
 * Those of wide numbers first: each begins where the last one ended.
 */
export function arraysInOne(bytes: number): <T>(type: ArrayType<T>, length: number) => T {
  const buffer = new ArrayBuffer(bytes)
  let end = 0
  return (type, length) => {
    const start = end
    end += length * type.BYTES_PER_ELEMENT
    return new type(buffer, start, length)
  }
}
