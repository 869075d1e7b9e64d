/** Numbers in [0, 1), one per call. Whoever needs chance gets this passed in. */
export type Random = () => number

/** Tommy Ettinger's mulberry32: 32 bits of state, period 2³², the same sequence everywhere for the same seed. */
export function mulberry32(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), bits | 61)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One draw from the uniform distribution in [−reach, reach). */
export function uniform(reach: number, random: Random): number {
  return reach * (2 * random() - 1)
}

/** z = √(−2 ln u₁) · cos(2π u₂): one draw from the standard normal distribution (Box–Muller). */
export function normal(random: Random): number {
  const u1 = 1 - random() // in (0, 1], so that the logarithm stays finite
  const u2 = random()
  return Math.sqrt(-2 * Math.log(u1)) * Math.cos(2 * Math.PI * u2)
}

/**
 * One seed from several whole numbers: any of them changed gives an unrelated one. A run that draws for epoch e and picture i
 * from seedFrom(seed, e, i) has no state to keep: it can stop anywhere and go on with the same draws.
 */
export function seedFrom(...numbers: readonly number[]): number {
  let hash = 0x811c9dc5
  for (const number of numbers) {
    hash = Math.imul(hash ^ (number | 0), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    hash ^= hash >>> 16
  }
  return hash
}

/** Fisher and Yates: every order of the items is equally likely. Changes the array itself. */
export function shuffle<T>(items: T[], random: Random): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[items[i], items[j]] = [items[j], items[i]]
  }
  return items
}
