import { execFileSync } from 'node:child_process'
import { lstat, mkdir, readdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeWhole } from '../../electron/engine/writeWhole.ts'
import { temporaryFolder, writePhoto } from '../support/photoFiles.ts'

describe('writeWhole', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeEach(async () => void (folder = await temporaryFolder()))
  afterEach(() => folder.remove())

  it('writes a new file and leaves nothing beside it', async () => {
    await writeWhole(join(folder.path, 'a.txt'), 'whole', { replace: false })
    expect(await readFile(join(folder.path, 'a.txt'), 'utf8')).toBe('whole')
    expect(await readdir(folder.path)).toEqual(['a.txt'])
  })

  it('refuses to replace a file without being asked, and keeps it', async () => {
    const path = await writePhoto(folder.path, 'a.txt', 'old')
    await expect(writeWhole(path, 'new', { replace: false })).rejects.toMatchObject({ code: 'already-exists' })
    expect(await readFile(path, 'utf8')).toBe('old')
    expect(await readdir(folder.path)).toEqual(['a.txt'])
  })

  it('replaces a file when asked', async () => {
    const path = await writePhoto(folder.path, 'a.txt', 'old')
    await writeWhole(path, 'new', { replace: true })
    expect(await readFile(path, 'utf8')).toBe('new')
  })

  it('writes to the file behind a link, which stays a link', async () => {
    const path = await writePhoto(folder.path, 'a.txt', 'old')
    await symlink('a.txt', join(folder.path, 'link.txt'))
    await writeWhole(join(folder.path, 'link.txt'), 'new', { replace: true })
    expect(await readFile(path, 'utf8')).toBe('new')
    expect((await lstat(join(folder.path, 'link.txt'))).isSymbolicLink()).toBe(true)
  })

  it.each(['pipe', 'link to it'])(
    'leaves a pipe in its place and refuses to replace it, named by the %s',
    async (name) => {
      execFileSync('mkfifo', [join(folder.path, 'pipe')]) // as a device would be, which no test may touch
      await symlink('pipe', join(folder.path, 'link to it'))
      await expect(writeWhole(join(folder.path, name), 'x', { replace: true })).rejects.toMatchObject({
        code: 'cannot-write',
        message: expect.stringContaining('a device or a pipe'),
      })
      expect((await lstat(join(folder.path, 'pipe'))).isFIFO()).toBe(true)
      expect((await readdir(folder.path)).toSorted()).toEqual(['link to it', 'pipe'])
    },
  )

  it('lets only one of two writers have a free name', async () => {
    const path = join(folder.path, 'a.txt')
    const both = await Promise.allSettled(['one', 'two'].map((text) => writeWhole(path, text, { replace: false })))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await readdir(folder.path)).toEqual(['a.txt'])
  })

  it.each([
    ['a folder that does not exist', 'none/a.txt', 'its folder does not exist'],
    ['a name that is a folder', 'sub', 'it is a folder'],
  ])('says why it cannot write to %s', async (_, name, reason) => {
    await mkdir(join(folder.path, 'sub'))
    await expect(writeWhole(join(folder.path, name), 'x', { replace: true })).rejects.toMatchObject({
      code: 'cannot-write',
      message: expect.stringContaining(reason),
    })
    expect(await readdir(folder.path)).toEqual(['sub'])
  })
})
