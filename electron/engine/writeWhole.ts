import { randomUUID } from 'node:crypto'
import { link, open, realpath, rename, stat, unlink } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { LabError } from '../../shared/errors.ts'
import { refusal } from '../../shared/refusal.ts'

/**
 * Writes a file whole or not at all: under another name in the same folder first, then put in place in one step.
 * `replace: false` refuses an existing file with `already-exists`; what the disk refuses, and what is no plain file, is `cannot-write`.
 */
export async function writeWhole(
  path: string,
  bytes: Uint8Array | string,
  options: { readonly replace: boolean },
): Promise<void> {
  await writeParts(path, [bytes], options)
}

/** What goes behind everything before it, or to a place of its own. */
export type FilePart = Uint8Array | string | { readonly at: number; readonly bytes: Uint8Array }

/**
 * The same piece by piece, for what should not lie in memory in one: each is written before the next is asked for. Answers how many
 * bytes the file has.
 */
export async function writeParts(
  asked: string,
  parts: Iterable<FilePart> | AsyncIterable<FilePart>,
  { replace }: { readonly replace: boolean },
): Promise<number> {
  if (!replace) await refuseExisting(asked) // before the work; `link` asks again, for good
  const path = replace ? await behindLink(asked) : asked
  const part = hiddenBeside(path, 'part')
  try {
    const size = await writeNew(part, parts, (file) => file.sync()) // a rename can reach the disk before the bytes do
    if (replace) await rename(part, path)
    else await putNew(part, path)
    return size
  } catch (thrown) {
    await unlink(part).catch(() => undefined) // it may never have been made; the first error is the one to tell
    throw told(thrown, path)
  }
}

/** A file beside another for as long as it is used: what is too large to be in memory and is read in its order. */
export async function withScratchFile<T>(
  beside: string,
  parts: Parameters<typeof writeParts>[1],
  use: (path: string) => Promise<T>,
): Promise<T> {
  const scratch = hiddenBeside(beside, 'scratch')
  try {
    await writeNew(scratch, parts)
    return await use(scratch)
  } catch (thrown) {
    throw told(thrown, beside)
  } finally {
    await unlink(scratch).catch(() => undefined)
  }
}

/**
 * The file that a link stands for, so that the link stays one. A device or a pipe is refused: for the administrator a rename would
 * put a plain file in the place of /dev/null itself.
 */
async function behindLink(path: string): Promise<string> {
  const target = await realpath(path).catch(() => path) // nothing is there yet
  const found = await stat(target).catch(() => null)
  if (!found || found.isFile() || found.isDirectory()) return target // a folder says so when it is renamed onto
  throw refusal('cannot-write', 'noPlainFile', { name: basename(path) })
}

function hiddenBeside(path: string, ending: string): string {
  return join(dirname(path), `.${basename(path)}.${randomUUID()}.${ending}`)
}

/** Answers how many bytes it has. */
async function writeNew(
  path: string,
  parts: Parameters<typeof writeParts>[1],
  finish?: (file: FileHandle) => Promise<void>,
): Promise<number> {
  const file = await open(path, 'wx')
  try {
    for await (const part of parts) {
      if (typeof part === 'string' || part instanceof Uint8Array) await file.writeFile(part)
      else await writeAt(file, part.bytes, part.at)
    }
    await finish?.(file)
    return (await file.stat()).size
  } finally {
    await file.close()
  }
}

async function writeAt(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten
  }
}

/** `link` fails if the name exists, so two writers cannot both think it free. Some file systems (FAT) have no links. */
async function putNew(part: string, path: string): Promise<void> {
  try {
    await link(part, path)
  } catch (thrown) {
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes(codeOf(thrown))) throw thrown
    await refuseExisting(path)
    return rename(part, path)
  }
  await unlink(part)
}

export async function refuseExisting(path: string): Promise<void> {
  const exists = await stat(path).then(
    () => true,
    () => false,
  )
  if (exists) throw alreadyExists(path)
}

function alreadyExists(path: string): LabError {
  return refusal('already-exists', 'notReplaced', { name: basename(path) })
}

function told(thrown: unknown, path: string): unknown {
  const code = codeOf(thrown)
  if (code === 'EEXIST') return alreadyExists(path)
  if (thrown instanceof LabError || code === '') return thrown
  const name = basename(path)
  const id = reasons[code]
  return id ? refusal('cannot-write', id, { name }) : refusal('cannot-write', 'cannotWrite', { name, why: code })
}

const reasons: Readonly<Record<string, 'noFolder' | 'mayNotWrite' | 'diskReadOnly' | 'diskFull' | 'folderInPlace'>> = {
  ENOENT: 'noFolder',
  ENOTDIR: 'noFolder',
  EACCES: 'mayNotWrite',
  EPERM: 'mayNotWrite',
  EROFS: 'diskReadOnly',
  ENOSPC: 'diskFull',
  EISDIR: 'folderInPlace',
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
}
