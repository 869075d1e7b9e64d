import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fftPlanFields } from '../../shared/backend/fft/fft.ts'
import { separablePlanFields } from '../../shared/backend/separable/separable.ts'
import { planFields } from '../../shared/backend/tiles/plan.ts'
import { compileWasm, modulePath, wasmSources } from '../buildWasm.ts'

describe('the WebAssembly modules', () => {
  it.each(wasmSources)('%s is what is checked in, byte for byte', async (source) => {
    expect(await compileWasm(source)).toBe(readFileSync(modulePath(source), 'utf8'))
  })

  it('use nothing whose result depends on the processor', () => {
    for (const source of wasmSources) expect(readFileSync(source, 'utf8')).not.toMatch(/relaxed/i)
  })
})

describe('a plan', () => {
  it.each([
    ['tiles', planFields],
    ['fft', fftPlanFields],
    ['separable', separablePlanFields],
  ])('of %s is laid down in the order in which WebAssembly reads it', (folder, wanted) => {
    const source = readFileSync(`shared/backend/${folder}/plan.as.ts`, 'utf8')
    const fields = [...source.matchAll(/^ {2}(\w+): (usize|i32|f32)$/gm)].map(([, name]) => name)
    expect(fields).toEqual(wanted)
  })
})

describe('constants that both sides have', () => {
  /** `name`: number, or `name = number`, as it stands in a source. */
  function constant(source: string, name: string): number {
    const [, value] =
      new RegExp(`\\b${name}(?:: \\w+)?(?: =|:)? (-?[\\d.e-]+)\\b`).exec(readFileSync(source, 'utf8')) ?? []
    return Number(value)
  }

  it.each([
    ['fft/kept.as.ts', 'const head', 'fft/keptTiles.ts', 'const headBytes'],
    ['fft/kept.as.ts', 'const ready', 'fft/keptTiles.ts', 'const ready'],
    ['training/activations.as.ts', 'const relu', 'training/stepSums.ts', 'relu'],
    ['training/activations.as.ts', 'const leakyRelu', 'training/stepSums.ts', 'leakyRelu'],
    ['training/activations.as.ts', 'const sigmoid', 'training/stepSums.ts', 'sigmoid'],
    ['training/errorLoss.as.ts', 'const squared', 'training/stepSums.ts', 'squaredError'],
    ['training/errorLoss.as.ts', 'const absolute', 'training/stepSums.ts', 'l1'],
  ])('%s, %s: as %s has it', (inWasm, name, beside, theirs) => {
    const value = constant(`shared/backend/${inWasm}`, name)
    expect(value).not.toBeNaN()
    expect(constant(`shared/backend/${beside}`, theirs)).toBe(value)
  })
})
