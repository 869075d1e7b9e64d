import { zeros } from './tensor.ts'
import type { Numbers, Tensor } from './tensor.ts'

/** A function of one number and its derivative, which may use the value y that was already computed. */
export interface Activation {
  readonly name: 'relu' | 'leakyRelu' | 'sigmoid' | 'tanh'
  /** Of leakyRelu, below 0. */
  readonly slope?: number
  readonly value: (x: number) => number
  readonly derivative: (x: number, y: number) => number
}

/** y = max(0, x),  y′ = 1 where x > 0, else 0: at 0 the derivative is 0, as in PyTorch. */
export const relu: Activation = {
  name: 'relu',
  value: (x) => Math.max(0, x),
  derivative: (x) => (x > 0 ? 1 : 0),
}

/** y = x where x > 0, else slope · x,  y′ = 1 or slope */
export function leakyRelu(slope = 0.01): Activation {
  return {
    name: 'leakyRelu',
    slope,
    value: (x) => (x > 0 ? x : slope * x),
    derivative: (x) => (x > 0 ? 1 : slope),
  }
}

/** y = 1 / (1 + e⁻ˣ),  y′ = y · (1 − y) */
export const sigmoid: Activation = {
  name: 'sigmoid',
  value: (x) => 1 / (1 + Math.exp(-x)),
  derivative: (_x, y) => y * (1 - y),
}

/** y = tanh x,  y′ = 1 − y² */
export const tanh: Activation = {
  name: 'tanh',
  value: Math.tanh,
  derivative: (_x, y) => 1 - y * y,
}

/** y[i] = f(x[i]) */
export function activate<D extends Numbers>({ value }: Activation, x: Tensor<D>): Tensor<D> {
  const y = zeros(x.shape, x.data)
  for (let i = 0; i < x.data.length; i++) y.data[i] = value(x.data[i])
  return y
}

/** ∂L/∂x[i] = f′(x[i]) · ∂L/∂y[i] */
export function activateGradInput<D extends Numbers>(
  { derivative }: Activation,
  x: Tensor<D>,
  y: Tensor<D>,
  dy: Tensor<D>,
): Tensor<D> {
  const dx = zeros(x.shape, x.data)
  for (let i = 0; i < x.data.length; i++) dx.data[i] = derivative(x.data[i], y.data[i]) * dy.data[i]
  return dx
}
