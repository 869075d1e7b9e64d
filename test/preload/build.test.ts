import { build } from 'vite'
import type { Rollup, UserConfig } from 'vite'
import { describe, expect, it } from 'vitest'
import config from '../../electron.vite.config.ts'

describe('the built preload', () => {
  it('is one CommonJS file that requires nothing but electron, as a sandboxed preload must', async () => {
    const { preload } = config as { preload: UserConfig }
    const options = preload.build!.rolldownOptions!
    const built = await build({
      configFile: false,
      logLevel: 'silent',
      ssr: { noExternal: true },
      build: { ssr: true, write: false, rolldownOptions: { ...options, external: ['electron'] } },
    })
    const { output } = built as Rollup.RollupOutput
    expect(output.map(({ fileName }) => fileName)).toEqual(['preload.cjs'])
    const [{ code }] = output
    expect([...code.matchAll(/\brequire\(([^)]*)\)/g)].map(([, what]) => what)).toEqual(['"electron"'])
    expect(code).not.toMatch(/^\s*(import|export)\b/m)
    expect(code).not.toMatch(/\bimport\(/)
  })
})
