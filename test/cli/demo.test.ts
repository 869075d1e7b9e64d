import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readKernelFile } from '../../shared/formats/registry.ts'
import { findPreset } from '../../shared/kernel/presets.ts'
import { expectWithin } from '../support/closeTo.ts'
import { noisePicture, open, temporaryFolder } from '../support/photoFiles.ts'

const demo = join(import.meta.dirname, '../../electron/cli/demo.ts')
const laplacian = findPreset('laplacian')?.kernel.weight ?? []

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder.remove())

/** As `npm run demo -- PHOTO` runs it, typed in the folder. */
function runDemo(...args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const env = { ...process.env, INIT_CWD: folder.path }
  const child = spawn(process.execPath, [demo, ...args], { cwd: folder.path, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, ...said }))
  })
}

describe('npm run demo', () => {
  it('learns the Laplacian back from a photo of the camera, turned by its EXIF tag, and writes it seven ways', async () => {
    const photo = open(noisePicture(60, 40, 3)).withMetadata({ orientation: 6 })
    await photo.jpeg().toFile(join(folder.path, 'my-photo.JPG'))
    const { status, stdout, stderr } = await runDemo('my-photo.JPG')
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain('edges.npy: 1×58×38') // upright: 60 high, 40 wide
    const out = join(folder.path, 'demo-output')
    const kernels = (await readdir(out)).filter((name) => name.startsWith('kernel.'))
    expect(kernels.sort()).toEqual(
      ['csv', 'json', 'magick', 'npy', 'onnx', 'safetensors', 'yml'].map((x) => `kernel.${x}`),
    )
    for (const name of kernels) {
      const [{ kernel }] = readKernelFile(name, await readFile(join(out, name))).kernels
      expectWithin(kernel.weight, laplacian, 1e-3) // what the demo promises for any ordinary photo
    }
    const report = await readFile(join(out, 'report.md'), 'utf8')
    const [, first, last] = /loss fell from (\S+) before the first step to (\S+) /.exec(report) ?? []
    expect(Number(last)).toBeLessThan(Number(first))
    expect(stdout).toContain(report)
  })

  it('says in one line when there is no such photo', async () => {
    const { status, stderr } = await runDemo('nowhere.jpg')
    expect(status).toBe(1)
    expect(stderr).toMatch(/^demo: there is no file '.*nowhere\.jpg'\n$/)
  })
})
