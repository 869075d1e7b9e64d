/**
 * y[i,p,q] = 1/m_pq · Σ_{r,s} x[i, p·u+r−top, q·v+s−left] for every plane i, as maths/pooling.ts has it: in float64, in the same
 * order, to the same bits. Each window stands in a table of four whole numbers per row p and per column q: from, to, and
 * how many places count.
 */
export function averagePool(
  x: usize,
  y: usize,
  planes: i32,
  H: i32,
  W: i32,
  P: i32,
  Q: i32,
  rows: usize,
  columns: usize,
): void {
  for (let i = 0; i < planes; i++, x += usize(H * W) * 4) {
    for (let p = 0; p < P; p++) {
      const row = rows + usize(p) * 12
      for (let q = 0; q < Q; q++, y += 4) {
        const column = columns + usize(q) * 12
        const end = load<i32>(column, 4)
        let sum: f64 = 0
        for (let h = load<i32>(row); h < load<i32>(row, 4); h++) {
          for (let w = load<i32>(column); w < end; w++) sum += f64(load<f32>(x + usize(h * W + w) * 4))
        }
        store<f32>(y, f32(sum / f64(load<i32>(row, 8) * load<i32>(column, 8))))
      }
    }
  }
}

/** ∂L/∂x[i,h,w] = Σ 1/m_pq · ∂L/∂y[i,p,q] over the windows that cover h, w */
export function averagePoolGradInput(
  dy: usize,
  dx: usize,
  planes: i32,
  H: i32,
  W: i32,
  P: i32,
  Q: i32,
  rows: usize,
  columns: usize,
): void {
  memory.fill(dx, 0, usize(planes) * usize(H * W) * 4)
  for (let i = 0; i < planes; i++, dx += usize(H * W) * 4) {
    for (let p = 0; p < P; p++) {
      const row = rows + usize(p) * 12
      for (let q = 0; q < Q; q++, dy += 4) {
        const column = columns + usize(q) * 12
        const end = load<i32>(column, 4)
        const share = f64(load<f32>(dy)) / f64(load<i32>(row, 8) * load<i32>(column, 8))
        for (let h = load<i32>(row); h < load<i32>(row, 4); h++) {
          for (let w = load<i32>(column); w < end; w++) {
            const at = dx + usize(h * W + w) * 4
            store<f32>(at, f32(f64(load<f32>(at)) + share))
          }
        }
      }
    }
  }
}
