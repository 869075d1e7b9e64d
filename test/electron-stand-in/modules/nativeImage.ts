// nativeImage: encoded PNG or JPEG bytes with a size; no bitmaps, no scaling.
import { readFileSync } from 'node:fs'
import { modelled, refuse } from '../unmodelled.ts'

class NativeImage {
  #bytes: Buffer
  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }
  isEmpty(): boolean {
    return this.#bytes.length === 0
  }
  toPNG(): Buffer {
    return this.#isPng() ? Buffer.from(this.#bytes) : refuse('nativeImage.toPNG of an image that is no PNG')
  }
  toDataURL(): string {
    return `data:image/${this.#isPng() ? 'png' : 'jpeg'};base64,${this.#bytes.toString('base64')}`
  }
  getSize(): { width: number; height: number } {
    if (this.isEmpty()) return { width: 0, height: 0 }
    if (!this.#isPng()) return refuse('nativeImage.getSize of an image that is no PNG')
    return { width: this.#bytes.readUInt32BE(16), height: this.#bytes.readUInt32BE(20) } // IHDR
  }
  toBitmap(): never {
    return refuse('nativeImage.toBitmap')
  }
  resize(): never {
    return refuse('nativeImage.resize')
  }
  #isPng(): boolean {
    return this.#bytes.subarray(1, 4).toString('latin1') === 'PNG'
  }
}

export const nativeImage = modelled('nativeImage', {
  createEmpty: () => new NativeImage(Buffer.alloc(0)),
  createFromBuffer: (bytes: Buffer) => new NativeImage(Buffer.from(bytes)),
  createFromPath(file: string) {
    try {
      return new NativeImage(readFileSync(file))
    } catch {
      return new NativeImage(Buffer.alloc(0)) // as Electron: an empty image, no error
    }
  },
  createFromDataURL: (url: string) => new NativeImage(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')),
})
