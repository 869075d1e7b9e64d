import { generators } from '../../shared/kernel/generators.ts'
import { presetFamilies, presets } from '../../shared/kernel/presets.ts'

/** Every name that --kernel takes: presets with their sizes and sources, generators with what follows the colon. */
export function kernelNames() {
  return {
    presets: presets.map(({ id, family, kernel: { shape }, source }) => ({
      id,
      family,
      shape,
      source: { ...source, text: source.text.en },
    })),
    generators: generators.map(({ id, parameters }) => ({
      id,
      parameters: parameters.map((parameter) => parameter.id),
    })),
  }
}

export function describeKernelNames(): string {
  const width = Math.max(...presets.map(({ id }) => id.length))
  const families = presetFamilies.flatMap((family) => [
    `${family}:`,
    ...presets
      .filter((preset) => preset.family === family)
      .map(
        ({ id, kernel: { shape }, source }) =>
          `  ${id.padEnd(width)}  ${shape.slice(2).join('×').padEnd(5)}  ${source.text.en}`,
      ),
    '',
  ])
  const made = kernelNames().generators.map(({ id, parameters }) => `  ${id}:${parameters.join(',')}`)
  return [...families, 'generated, every value from the right may be left out:', ...made].join('\n')
}
