import { tiffFloatParts } from '../../electron/engine/tiff.ts'

/** A float TIFF in one. Its pieces share their memory: each is copied before the next is made. */
export function tiffFloat(...picture: Parameters<typeof tiffFloatParts>): Uint8Array {
  return Buffer.concat(Array.from(tiffFloatParts(...picture), (part) => part.slice()))
}
