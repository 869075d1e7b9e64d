/**
 * For rows as short as those of tiles: memory.copy is a call into the engine that takes longer than the copying. Not a byte behind
 * the last number is read: the memory may end there.
 */
export function copyFloats(target: usize, source: usize, count: i32): void {
  const end = target + usize(count) * 4
  for (; target + 64 <= end; target += 64) {
    const a = v128.load(source)
    const b = v128.load(source, 16)
    const c = v128.load(source, 32)
    const d = v128.load(source, 48)
    v128.store(target, a)
    v128.store(target, b, 16)
    v128.store(target, c, 32)
    v128.store(target, d, 48)
    source += 64
  }
  for (; target + 16 <= end; target += 16) {
    v128.store(target, v128.load(source))
    source += 16
  }
  for (; target < end; target += 4) {
    store<f32>(target, load<f32>(source))
    source += 4
  }
}
