import { readFile, stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { LabError } from '../../shared/errors.ts'
import { refusal } from '../../shared/refusal.ts'
import { arrayImage, readArray } from './arrays.ts'
import { mostBytes, sharpDecoder } from './decode.ts'
import type { DecodedPicture, ImageDecoder } from './decode.ts'
import { letGo, takeSamples } from './sharedBuffers.ts'

export interface OpenedPicture extends Omit<DecodedPicture, 'format'> {
  readonly name: string
  /** null for what no file holds: the lab painted it. */
  readonly format: string | null
  /** Of the file. */
  readonly bytes: number
}

/** Whole files only, and none that could not be a picture for its size. Throws `not-found`, `too-large`. */
export async function readWhole(path: string, most = mostBytes): Promise<Uint8Array> {
  const name = basename(path)
  try {
    const { size } = await stat(path)
    if (size > most) throw refusal('too-large', 'fileBytes', { most, name, size })
    return await readFile(path)
  } catch (thrown) {
    if (thrown instanceof LabError) throw thrown
    const reason = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown)
    const id = reasons[reason]
    throw id ? refusal('not-found', id, { name }) : refusal('not-found', 'cannotRead', { name, why: reason })
  }
}

const reasons: Readonly<Record<string, 'noFile' | 'isFolder' | 'mayNotRead'>> = {
  ENOENT: 'noFile',
  EISDIR: 'isFolder',
  EACCES: 'mayNotRead',
}

/** A picture's or array's bytes, under the name that a person knows them by, and the file that they are from. */
export async function decodeBytes(
  bytes: Uint8Array,
  name: string,
  decoder: ImageDecoder = sharpDecoder,
  take = takeSamples,
  signal?: AbortSignal,
  path?: string,
): Promise<OpenedPicture> {
  const opened = { name, bytes: bytes.length }
  if (extname(name).toLowerCase() === '.npy') {
    const floats = (length: number) => take(length, 32) as Float32Array<SharedArrayBuffer>
    return { ...opened, image: arrayImage(readArray(bytes, name, floats), name, floats), format: 'NumPy' }
  }
  return { ...opened, ...(await decoder.decode(bytes, name, take, signal, path)) }
}

/** The picture in a file: JPEG, PNG, WebP, AVIF, TIFF, GIF, SVG, or an array of 1 or 3 planes. */
export async function decodeFile(path: string, signal?: AbortSignal): Promise<OpenedPicture> {
  const bytes = await readWhole(path)
  try {
    return await decodeBytes(bytes, basename(path), sharpDecoder, takeSamples, signal, path)
  } finally {
    letGo(bytes)
  }
}
