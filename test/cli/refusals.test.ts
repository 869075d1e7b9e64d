import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runKernelLab } from '../support/kernelLab.ts'
import { brokenFiles, noisePicture, open, pngThatClaims, temporaryFolder } from '../support/photoFiles.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  folder = await temporaryFolder()
  await open(noisePicture(20, 10, 3))
    .png()
    .toFile(join(folder.path, 'photo.png'))
  for (const [name, bytes] of await brokenFiles()) await writeFile(join(folder.path, name), bytes)
  await writeFile(join(folder.path, 'text.jpg'), 'this is no picture at all, whatever its name says')
  await writeFile(join(folder.path, 'huge.png'), await pngThatClaims(60000, 60000))
})
afterAll(() => folder.remove())

const onOneLine = (code: string): RegExp => new RegExp(`^kernel-lab: ${code}: [^\\n]+\\n$`)

describe('kernel-lab on broken pictures', () => {
  it.each([
    'truncated.jpg',
    'truncated.png',
    'truncated.webp',
    'truncated.tiff',
    'truncated.gif',
    'truncated.svg',
    'empty.jpg',
    'lying.png',
  ])('refuses %s with one line and status 1', async (name) => {
    const { status, stderr, stdout } = await runKernelLab(
      folder.path,
      'convolve',
      name,
      '--kernel',
      'box:3',
      '--out',
      'out.npy',
    )
    expect(stderr).toMatch(onOneLine('broken-file'))
    expect([status, stdout]).toEqual([1, ''])
  })

  it('tells a text file by its content', async () => {
    const { status, stderr } = await runKernelLab(
      folder.path,
      'explain',
      'text.jpg',
      '--kernel',
      'box:3',
      '--at',
      '0,0',
    )
    expect(stderr).toMatch(onOneLine('unsupported-format'))
    expect(status).toBe(1)
  })

  it('refuses 60000×60000 pixels before it decodes them', async () => {
    const { status, stderr } = await runKernelLab(
      folder.path,
      'convolve',
      'huge.png',
      '--kernel',
      'box:3',
      '--out',
      'out.npy',
    )
    expect(stderr).toMatch(onOneLine('too-large'))
    expect(status).toBe(1)
  })

  it('says which file is missing', async () => {
    const { status, stderr } = await runKernelLab(
      folder.path,
      'convolve',
      'nowhere.jpg',
      '--kernel',
      'box:3',
      '--out',
      'out.npy',
    )
    expect(stderr).toMatch(/^kernel-lab: not-found: 'nowhere.jpg'/)
    expect(status).toBe(1)
  })
})

describe('kernel-lab on wrong usage', () => {
  const photo = ['convolve', 'photo.png', '--kernel', 'box:3', '--out', 'o.npy']
  it.each([
    ['no command', []],
    ['an unknown command', ['sharpen']],
    ['an option that does not exist', [...photo, '--sharpness', '3']],
    ['a missing option', ['convolve', 'photo.png', '--kernel', 'box:3']],
    ['a number that is none', [...photo, '--bias', 'much']],
    ['a choice that is none', [...photo, '--show', 'pretty']],
    ['a backend that does not exist', [...photo, '--backend', 'gpu']],
    ['too many inputs', [...photo, 'photo.png']],
    ['an output without a known ending', ['convolve', 'photo.png', '--kernel', 'box:3', '--out', 'o.bmp']],
    ['a learner of no size', ['learn', 'photo.png', 'photo.png', '--size', 'three']],
  ])('refuses %s with status 2', async (_, args) => {
    const { status, stderr, stdout } = await runKernelLab(folder.path, ...args)
    expect(status).toBe(2)
    expect(args.length === 0 ? stdout : stderr).toMatch(/kernel-lab/)
  })

  it('explains itself', async () => {
    const { status, stdout } = await runKernelLab(folder.path, 'learn', '--help')
    expect(status).toBe(0)
    expect(stdout).toContain('--optimizer')
  })

  it('says which version it is', async () => {
    const { status, stdout } = await runKernelLab(folder.path, '--version')
    expect(status).toBe(0)
    expect(stdout).toMatch(/^kernel-lab \d+\.\d+\.\d+\n$/)
  })

  it('names the endings that a learned kernel can have', async () => {
    const { status, stderr } = await runKernelLab(folder.path, 'learn', 'photo.png', 'photo.png', '--out', 'k.foo')
    expect(status).toBe(2)
    expect(stderr).toMatch(/\.npy.*\.onnx.*got 'k\.foo'/)
  })

  it('names the presets that are near to a misspelled one', async () => {
    const { status, stderr } = await runKernelLab(folder.path, 'kernel', 'sobel-xx')
    expect(status).toBe(1)
    expect(stderr).toMatch(/^kernel-lab: not-found: .*sobel-x/)
  })
})
