import asc from 'assemblyscript/asc'
import { readFileSync, writeFileSync } from 'node:fs'

/** `npm run build:wasm`: every AssemblyScript source that is a module of its own. Its bytes stand beside it as a TypeScript module. */
export const wasmSources: readonly string[] = [
  'shared/backend/simd/convolve.as.ts',
  'shared/backend/separable/convolve.as.ts',
  'shared/backend/fft/convolve.as.ts',
  'shared/backend/samples/samples.as.ts',
  'shared/backend/training/step.as.ts',
  'shared/backend/gather/gather.as.ts',
  'shared/backend/integer/integer.as.ts',
  'shared/backend/draw/draw.as.ts',
  'shared/backend/split/split.as.ts',
  'shared/backend/reduce/reduce.as.ts',
  'shared/backend/points/points.as.ts',
]

/** SIMD but not relaxed SIMD, whose results would depend on the processor; memory comes from the arena, and nothing allocates. */
const options = [
  ...['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--enable', 'threads'],
  ...['--importMemory', '--sharedMemory', '--maximumMemory', '65535'],
]

export function modulePath(source: string): string {
  return source.replace(/\.as\.ts$/, '.wasm.ts')
}

/** The module that holds what a source compiles to: shared/ may read no files, so that the bytes travel as text. */
export async function compileWasm(source: string): Promise<string> {
  let bytes: Uint8Array | undefined
  const { error, stderr } = await asc.main([source, '--outFile', 'module.wasm', ...options], {
    readFile: (name) => readText(name),
    writeFile: (_, contents) => void (bytes = contents as unknown as Uint8Array),
    listFiles: () => [],
  })
  if (error || !bytes) throw new Error(`${source} does not compile: ${error?.message ?? ''}\n${stderr.toString()}`)
  const name = source.split('/').pop()
  return `/** ${name}, compiled by \`npm run build:wasm\`. */\nexport const wasm =\n  '${Buffer.from(bytes).toString('base64')}'\n`
}

function readText(name: string): string | null {
  try {
    return readFileSync(name, 'utf8')
  } catch {
    return null // the compiler tries several places for each import
  }
}

if (import.meta.main) {
  for (const source of wasmSources) writeFileSync(modulePath(source), await compileWasm(source))
}
