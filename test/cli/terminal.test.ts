import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { networkPresets } from '../../shared/network/presets.ts'
import { presets } from '../../shared/kernel/presets.ts'
import { kernelLab, kernelLabJson, runKernelLab } from '../support/kernelLab.ts'
import { noisePicture, open, temporaryFolder } from '../support/photoFiles.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
  await open(noisePicture(60, 80, 3))
    .png()
    .toFile(join(folder.path, 'photo.png'))
})
afterAll(() => folder.remove())

/** A command whose stdout is given, until it ends: its status and what it said on stderr. */
async function ends(child: ReturnType<typeof spawn>): Promise<[status: number | null, stderr: string]> {
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const [status] = (await once(child, 'close')) as [number | null]
  return [status, stderr]
}

describe('kernel-lab and who reads what it prints', () => {
  it('ends without a word when the reader has enough, as of `| head`', async () => {
    const args = [kernelLab, 'explain', 'photo.png', '--kernel', 'box:3', '--trace']
    const child = spawn(process.execPath, args, { cwd: folder.path, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.once('data', () => child.stdout.destroy())
    expect((await ends(child))[1]).toBe('')
  })

  it('says in one line that its output did not fit the disk', async () => {
    const full = openSync('/dev/full', 'w')
    const args = [kernelLab, 'kernel', 'laplacian', '--to', 'csv']
    const child = spawn(process.execPath, args, { cwd: folder.path, stdio: ['ignore', full, 'pipe'] })
    closeSync(full)
    const [status, stderr] = await ends(child)
    expect(stderr).toBe('kernel-lab: cannot-write: the standard output cannot be written: ENOSPC\n')
    expect(status).toBe(1)
  })

  it('leaves nothing half-written behind when it is interrupted', async () => {
    await writeFile(
      join(folder.path, 'noise.png'),
      await open(noisePicture(2000, 1500, 3))
        .png()
        .toBuffer(),
    )
    const args = ['convolve', 'noise.png', '--kernel', 'gabor:31', '--backend', 'reference', '--out', 'late.tif']
    const child = spawn(process.execPath, [kernelLab, ...args], { cwd: folder.path, stdio: ['ignore', 'pipe', 'pipe'] })
    const ended = ends(child)
    while (!(await readdir(folder.path)).some((name) => name.endsWith('.part'))) {
      if (child.exitCode !== null) throw new Error('it was done before it could be interrupted')
    }
    child.kill('SIGINT')
    expect(await ended).toEqual([130, ''])
    expect((await readdir(folder.path)).filter((name) => name.includes('late'))).toEqual([])
  })
})

describe('kernel-lab and a file of several pictures', () => {
  it('says that it took the first', async () => {
    const { samples, ...shape } = noisePicture(8, 18, 3)
    const three = sharp(samples, { raw: { ...shape, pageHeight: 6 } })
    await three.gif({ delay: [50, 50, 50] }).toFile(join(folder.path, 'moving.gif'))
    const args = ['convolve', 'moving.gif', '--kernel', 'box:3', '--out', 'still.png']
    const { status, stdout, stderr } = await runKernelLab(folder.path, ...args)
    expect([status, stderr]).toEqual([0, "'moving.gif' holds 3 pictures; this is about the first.\n"])
    expect(stdout).toContain('3×6×8')
  })
})

describe('kernel-lab and what a person wants to know of it', () => {
  it('points from a slip to the help of the command', async () => {
    const { status, stderr } = await runKernelLab(folder.path, 'learn', 'a', 'b', '--size', '0x3')
    expect(stderr).toBe("kernel-lab: usage: learn: --size wants ROWSxCOLUMNS, got '0x3'. See kernel-lab learn --help\n")
    expect(status).toBe(2)
  })

  it('refuses more threads than any computer can use: each takes its share of the memory', async () => {
    const args = ['convolve', 'photo.png', '--kernel', 'box:3', '--threads', '1000', '--out', 'threads.png']
    const { status, stderr } = await runKernelLab(folder.path, ...args)
    expect([status, stderr]).toEqual([2, expect.stringContaining('--threads wants at most 256')])
  })

  it.each(['', '  '])('says what a kernel can be where "%s" was given', async (text) => {
    const { status, stderr } = await runKernelLab(folder.path, 'kernel', text)
    expect([status, stderr]).toEqual([1, 'kernel-lab: bad-kernel: rows of numbers are wanted, the text holds none\n'])
  })

  it('lists every preset, each of which is then a kernel', async () => {
    const { stdout } = await runKernelLab(folder.path, 'kernel', '--list')
    const names = [...stdout.matchAll(/^ {2}([\w-]+) +\d+×\d+ /gm)].map(([, name]) => name)
    expect(names.toSorted()).toEqual(presets.map(({ id }) => id).toSorted())
    expect(stdout).toContain('  gaussian:size,sigma\n')
    const listed = await kernelLabJson<{ presets: { id: string }[] }>(folder.path, 'kernel', '--list')
    expect(listed.presets.map(({ id }) => id)).toEqual(presets.map(({ id }) => id))
  })

  it.each(networkPresets.map(({ id }) => id))('shows the shapes of the network %s by its name', async (name) => {
    const { total } = await kernelLabJson<{ total: { parameters: number } }>(folder.path, 'shape', name)
    expect(total.parameters).toBeGreaterThan(0)
  })

  it('says what a kernel file held besides, and what the file it writes cannot hold', async () => {
    const two = '2x1: 1, nan'
    await writeFile(join(folder.path, 'hole.magick'), two)
    const read = await runKernelLab(folder.path, 'kernel', 'hole.magick')
    expect(read).toMatchObject({ status: 0, stderr: '1 cells outside the kernel (nan or -) became 0.\n' })
    const pair = ['learn', 'photo.png', 'photo.png', '--optimizer', 'exact', '--bias', '--out', 'learned.npy']
    const { status, stderr } = await runKernelLab(folder.path, ...pair)
    expect([status, stderr]).toEqual([0, expect.stringContaining('an .npy file is one array')])
    expect((await readFile(join(folder.path, 'learned.npy'))).length).toBeGreaterThan(0)
  })
})
