import { preset } from './preset.ts'
import { source } from './sources.ts'

const root = Math.SQRT2

/**
 * ⟨wᵢ, wⱼ⟩ = δᵢⱼ: the nine kernels are an orthonormal basis of all 3×3 windows. 1 to 4 span edges, 5 to 8 lines, 9 is
 * the mean.
 *
 * Numbered and signed as ImageMagick's FreiChen:11 to 19 are documented, but not copied: its second kernel lacks the
 * minus signs of the last row, its seventh has a last row −1 −2 1 and a factor √2/2, and neither is then orthogonal
 * to the rest.
 */
const bases = (number: number) =>
  source(
    {
      en: `Frei and Chen 1977, kernel ${number} (ImageMagick FreiChen:${10 + number}, corrected)`,
      zh: `Frei 与 Chen 1977，第 ${number} 个卷积核（ImageMagick FreiChen:${10 + number}，已更正）`,
    },
    'freiChen',
  )

export const freiChenPresets = [
  preset('frei-chen-1', 'edges', `1 0 -1; ${root} 0 ${-root}; 1 0 -1`, bases(1), { divisor: 2 * root }),
  preset('frei-chen-2', 'edges', `1 ${root} 1; 0 0 0; -1 ${-root} -1`, bases(2), { divisor: 2 * root }),
  preset('frei-chen-3', 'edges', `${root} -1 0; -1 0 1; 0 1 ${-root}`, bases(3), { divisor: 2 * root }),
  preset('frei-chen-4', 'edges', `0 1 ${-root}; -1 0 1; ${root} -1 0`, bases(4), { divisor: 2 * root }),
  preset('frei-chen-5', 'edges', '0 -1 0; 1 0 1; 0 -1 0', bases(5), { divisor: 2 }),
  preset('frei-chen-6', 'edges', '1 0 -1; 0 0 0; -1 0 1', bases(6), { divisor: 2 }),
  preset('frei-chen-7', 'edges', '1 -2 1; -2 4 -2; 1 -2 1', bases(7), { divisor: 6 }),
  preset('frei-chen-8', 'edges', '-2 1 -2; 1 4 1; -2 1 -2', bases(8), { divisor: 6 }),
  preset('frei-chen-9', 'edges', '1 1 1; 1 1 1; 1 1 1', bases(9), { divisor: 3 }),
]
