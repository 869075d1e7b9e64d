import type { OpenDialogOptions, SaveDialogOptions } from 'electron'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createFiles } from '../../electron/main/files.ts'
import { createFileTokens } from '../../electron/main/fileTokens.ts'
import { defaults } from '../../electron/main/settings.ts'
import type { Remembered } from '../../electron/main/settings.ts'
import { formats } from '../../shared/formats/registry.ts'
import type { ToEngine } from '../../shared/rpc/engineControl.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lab-files-'))
})

function photo(name: string): string {
  const file = path.join(folder, name)
  writeFileSync(file, '')
  return file
}

/** A person who answers every dialog with the given path; null cancels. */
function setUp(answer: string | null = null) {
  const asked: (OpenDialogOptions | SaveDialogOptions)[] = []
  const announced: ToEngine[] = []
  const memory = {
    current: defaults as Remembered,
    remember: (change: Partial<Remembered>) => void (memory.current = { ...memory.current, ...change }),
  }
  let count = 0
  const tokens = createFileTokens(
    () => `token ${++count}`,
    (message) => announced.push(message),
  )
  const dialogs = {
    open: async (options: OpenDialogOptions) => {
      asked.push(options)
      return { canceled: answer === null, filePaths: answer === null ? [] : [answer] }
    },
    save: async (options: SaveDialogOptions) => {
      asked.push(options)
      return { canceled: answer === null, filePath: answer ?? '' }
    },
  }
  return {
    files: createFiles({ dialogs, tokens, memory, locale: () => 'zh', runFolder: path.join(folder, 'training') }),
    tokens,
    memory,
    asked,
    announced,
  }
}

const png = { name: 'edges.png', filters: [{ name: 'PNG', extensions: ['png'] }] }

describe('choosing a file', () => {
  it('gives the window a token and the name, and the engine the path', async () => {
    const { files, announced } = setUp('/home/x/photos/cat.JPG')
    expect(await files.choose('photo')).toEqual({ token: 'token 1', name: 'cat.JPG' })
    expect(announced).toEqual([{ kind: 'file', token: 'token 1', path: '/home/x/photos/cat.JPG', access: 'read' }])
  })

  it('gives null and remembers nothing when the person cancels', async () => {
    const { files, announced, memory } = setUp()
    expect(await files.choose('photo')).toBeNull()
    expect(await files.chooseSave(png)).toBeNull()
    expect(announced).toEqual([])
    expect(memory.current.recentFiles).toEqual([])
  })

  it('offers photos for a photo and kernels for a kernel', async () => {
    const { files, asked } = setUp()
    await files.choose('photo')
    await files.choose('kernel')
    expect(asked.map(({ filters }) => filters!.map(({ name }) => name))).toEqual([
      ['照片', '所有文件'],
      ['卷积核', '所有文件'],
    ])
    const [photos, kernels] = asked.map(({ filters }) => filters![0]!.extensions)
    expect(photos).toEqual(expect.arrayContaining(['jpg', 'png', 'webp', 'avif', 'tiff', 'gif', 'svg']))
    expect(kernels).toEqual([
      ...new Set(formats.filter(({ canRead }) => canRead).flatMap(({ extensions }) => extensions)),
    ])
  })

  it('remembers photos, newest first and each once, but no kernels', async () => {
    const { files, memory } = setUp('/k/sobel.npy')
    await files.choose('kernel')
    for (const name of ['a', 'b', 'a']) files.acceptOpen(`/p/${name}.png`)
    expect(memory.current.recentFiles).toEqual(['/p/a.png', '/p/b.png'])
    for (let index = 0; index < 20; index++) files.acceptOpen(`/p/${index}.png`)
    expect(memory.current.recentFiles).toHaveLength(12)
    expect(memory.current.recentFiles[0]).toBe('/p/19.png')
  })
})

describe('choosing where to save', () => {
  it('gives a token to write with, which is another than that to read', async () => {
    const { files, announced } = setUp(path.join(folder, 'edges.png'))
    files.acceptOpen(path.join(folder, 'edges.png'))
    expect(await files.chooseSave(png)).toEqual({ token: 'token 2', name: 'edges.png' })
    expect(announced.map((message) => message.kind === 'file' && message.access)).toEqual(['read', 'write'])
  })

  it('suggests a name, never a folder', async () => {
    const { files, asked } = setUp()
    await files.chooseSave({ ...png, name: '../../etc/edges.png' })
    expect(asked[0]!.defaultPath).toBe('edges.png')
  })

  it('adds the extension that the person left out', async () => {
    const { files } = setUp(path.join(folder, 'edges'))
    expect((await files.chooseSave(png))?.name).toBe('edges.png')
  })

  it('refuses to add it when that is a file nobody agreed to replace', async () => {
    photo('edges.png')
    const { files, announced } = setUp(path.join(folder, 'edges'))
    await expect(files.chooseSave(png)).rejects.toMatchObject({ code: 'already-exists' })
    expect(announced).toEqual([])
  })
})

describe('choosing a folder', () => {
  it('gives pictures to read, and a run a place to write', async () => {
    const { files, announced, asked } = setUp('/home/x/cats and dogs')
    expect(await files.chooseFolder('data')).toEqual({ token: 'token 1', name: 'cats and dogs' })
    expect(await files.chooseFolder('run')).toEqual({ token: 'token 2', name: 'cats and dogs' })
    expect(announced.map((message) => message.kind === 'file' && message.access)).toEqual(['read', 'write'])
    expect(asked.map(({ properties }) => properties)).toEqual([['openDirectory'], ['openDirectory', 'createDirectory']])
  })

  it('gives null when the person cancels', async () => {
    expect(await setUp().files.chooseFolder('data')).toBeNull()
  })

  it('makes the lab’s own folder for a run when it is wanted', async () => {
    const { files, announced } = setUp()
    expect(existsSync(path.join(folder, 'training'))).toBe(false)
    expect(await files.ownRunFolder()).toEqual({ token: 'token 1', name: 'training' })
    expect(existsSync(path.join(folder, 'training'))).toBe(true)
    expect(announced).toEqual([
      { kind: 'file', token: 'token 1', path: path.join(folder, 'training'), access: 'write' },
    ])
  })
})

describe('dropping a file', () => {
  it('gives a token for a file', async () => {
    const { files } = setUp()
    expect(await files.acceptDrop(photo('a.png'))).toEqual({ token: 'token 1', name: 'a.png' })
  })

  it('refuses folders, what does not exist, and paths that depend on where we are', async () => {
    const { files } = setUp()
    mkdirSync(path.join(folder, 'sub'))
    for (const dropped of [path.join(folder, 'sub'), path.join(folder, 'none.png'), 'package.json']) {
      await expect(files.acceptDrop(dropped)).rejects.toMatchObject({ code: 'not-found' })
    }
  })
})

describe('recent files', () => {
  it('are those that still exist; the others are forgotten', async () => {
    const { files, memory } = setUp()
    const [a, b] = [photo('a.png'), photo('b.png')]
    files.acceptOpen(a)
    files.acceptOpen(b)
    rmSync(a)
    expect((await files.recent()).map(({ name }) => name)).toEqual(['b.png'])
    expect(memory.current.recentFiles).toEqual([b])
  })

  it('keep the tokens they had', async () => {
    const { files } = setUp()
    const chosen = files.acceptOpen(photo('a.png'))
    expect(await files.recent()).toEqual([chosen])
  })
})

describe('createFileTokens', () => {
  it('announces each file once, and all of them again to a new engine', () => {
    const announce = vi.fn()
    let count = 0
    const tokens = createFileTokens(() => `token ${++count}`, announce)
    tokens.grant('/a.png', 'read')
    tokens.grant('/a.png', 'read')
    tokens.grant('/b.npy', 'write')
    const expected = [
      { kind: 'file', token: 'token 1', path: '/a.png', access: 'read' },
      { kind: 'file', token: 'token 2', path: '/b.npy', access: 'write' },
    ]
    expect(announce.mock.calls.flat()).toEqual(expected)
    expect(tokens.announcements()).toEqual(expected)
  })
})
