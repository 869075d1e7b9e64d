import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { refusal } from '../../../shared/refusal.ts'
import { badFile } from './badFile.ts'
import type { BadFile, DataSetKind } from '../../../shared/rpc/dataSetContract.ts'

/** One sample by its files; nothing is decoded yet. */
export interface ListedSample {
  /** Below the folder, with `/`. */
  readonly name: string
  readonly path: string
  /** Index of its class, or the path of its target. */
  readonly answer: number | string
}

export interface ListedFolder {
  readonly name: string
  /** In the order of their names; empty for pairs. */
  readonly classes: readonly string[]
  readonly samples: readonly ListedSample[]
  /** Files that have no partner. */
  readonly bad: readonly BadFile[]
}

/** The files of a data set, in the order of their names everywhere. Throws `not-found`, `bad-argument`. */
export async function listFolder(path: string, kind: DataSetKind): Promise<ListedFolder> {
  return kind === 'classes' ? listClasses(path) : listPairs(path)
}

async function listClasses(path: string): Promise<ListedFolder> {
  const classes = await entries(path, 'folders')
  if (classes.length < 2) {
    throw refusal('bad-argument', 'fewClasses', { name: basename(path), count: classes.length })
  }
  const samples: ListedSample[] = []
  for (const [label, folder] of classes.entries()) {
    for (const file of await entries(join(path, folder), 'files')) {
      samples.push({ name: `${folder}/${file}`, path: join(path, folder, file), answer: label })
    }
  }
  return { name: basename(path), classes, samples, bad: [] }
}

async function listPairs(path: string): Promise<ListedFolder> {
  const [inputs, targets] = await Promise.all(
    ['input', 'target'].map(async (side) => byStem(await entries(join(path, side), 'files'))),
  )
  const samples: ListedSample[] = []
  const bad: BadFile[] = []
  for (const [stem, file] of inputs) {
    const target = targets.get(stem)
    if (!target) bad.push(badFile(`input/${file}`, refusal('not-found', 'noTarget', { stem })))
    else samples.push({ name: file, path: join(path, 'input', file), answer: join(path, 'target', target) })
  }
  for (const [stem, file] of targets) {
    if (!inputs.has(stem)) bad.push(badFile(`target/${file}`, refusal('not-found', 'noInput', { stem })))
  }
  if (samples.length === 0) {
    throw refusal('bad-argument', 'noPairs', { name: basename(path) })
  }
  return { name: basename(path), classes: [], samples, bad }
}

/** The same photo may be a JPEG here and an array there. */
function byStem(files: readonly string[]): Map<string, string> {
  return new Map(files.map((file) => [file.replace(/\.[^.]*$/, ''), file]))
}

/** Hidden ones are the system's, not the person's. */
async function entries(path: string, kind: 'files' | 'folders'): Promise<string[]> {
  const found = await readdir(path, { withFileTypes: true }).catch((thrown: NodeJS.ErrnoException) => {
    const name = basename(path)
    if (thrown.code === 'ENOENT') throw refusal('not-found', 'folderMissing', { name })
    throw refusal('not-found', 'folderUnreadable', { name, why: thrown.code ?? String(thrown) })
  })
  return found
    .filter((entry) => !entry.name.startsWith('.') && (kind === 'files' ? !entry.isDirectory() : entry.isDirectory()))
    .map(({ name }) => name)
    .sort(byName)
}

/** The same order on every computer, whatever its language. */
function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
