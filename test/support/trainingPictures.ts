import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { mulberry32, seedFrom } from '../../shared/maths/random.ts'
import type { Random } from '../../shared/maths/random.ts'

/** Each class's brightness at a place, −1 to 1, for a wave of some length that begins anywhere. */
const textures = {
  checks: (wave: Wave, row: number, column: number) => wave(row) * wave(column),
  columns: (wave: Wave, _row: number, column: number) => wave(column),
  rows: (wave: Wave, row: number, _column: number) => wave(row),
} as const

type Wave = (position: number) => number

export type TextureName = keyof typeof textures
export const textureNames = Object.keys(textures) as TextureName[]

/**
 * Stripes along rows, along columns, and checks, of random phase and length under noise. Whatever the class, the mean of every
 * pixel over many pictures is the same: no linear model can tell them apart.
 */
export function texture(name: TextureName, size: number, random: Random): Uint8Array {
  const length = 6 + 6 * random()
  const phases = [random(), random()]
  const wave =
    (phase: number): Wave =>
    (position) =>
      Math.sign(Math.sin(2 * Math.PI * (position / length + phase))) || 1
  const [down, across] = phases.map(wave)
  return Uint8Array.from({ length: size * size }, (_, i) => {
    const [row, column] = [Math.floor(i / size), i % size]
    const level =
      name === 'checks' ? down(row) * across(column) : textures[name](name === 'rows' ? down : across, row, column)
    return Math.round(128 + 60 * level + 40 * (random() - 0.5))
  })
}

/** A folder per class, with so many gray PNGs each. */
export async function writeTextures(folder: string, perClass: number, size = 32, seed = 1): Promise<void> {
  for (const [label, name] of textureNames.entries()) {
    await mkdir(join(folder, name), { recursive: true })
    for (let i = 0; i < perClass; i++) {
      const samples = texture(name, size, mulberry32(seedFrom(seed, label, i)))
      const png = await sharp(samples, { raw: { width: size, height: size, channels: 1 } })
        .png()
        .toBuffer()
      await writeFile(join(folder, name, `${String(i).padStart(4, '0')}.png`), png)
    }
  }
}
