/** A formula as data: what MathFormula.vue makes MathML of. Presentation MathML's own element names. */
export interface MathNode {
  readonly tag: 'mrow' | 'mi' | 'mn' | 'mo' | 'mtext' | 'msub' | 'msup' | 'munder' | 'mtable' | 'mtr' | 'mtd'
  readonly content: string | readonly MathNode[]
  readonly attributes?: Readonly<Record<string, string>>
}

/** What the builders take: a number, a name or operator by its look, or a part that is built already. */
export type MathPart = MathNode | string | number

const names = /^[\p{L}ℝ]$/u

/** 'x' is a name, 3 a number, '+' an operator; several letters stand upright, as a word. */
function part(written: MathPart): MathNode {
  if (typeof written === 'object') return written
  if (typeof written === 'number') return number(written)
  if (names.test(written)) return { tag: 'mi', content: written }
  return /^\p{L}/u.test(written) ? { tag: 'mtext', content: written } : { tag: 'mo', content: written }
}

/** A negative number keeps its sign close, as a subtraction does not. */
function number(value: number): MathNode {
  const digits: MathNode = { tag: 'mn', content: String(Math.abs(value)) }
  return value < 0 ? row({ tag: 'mo', content: '−', attributes: { form: 'prefix' } }, digits) : digits
}

export function row(...parts: readonly MathPart[]): MathNode {
  return { tag: 'mrow', content: parts.map(part) }
}

export function sub(base: MathPart, ...index: readonly MathPart[]): MathNode {
  return { tag: 'msub', content: [part(base), row(...index)] }
}

export function sup(base: MathPart, exponent: MathPart): MathNode {
  return { tag: 'msup', content: [part(base), part(exponent)] }
}

/** Σ with what it runs over beneath. */
export function sum(over: MathPart, ...summand: readonly MathPart[]): MathNode {
  const sign: MathNode = { tag: 'munder', content: [{ tag: 'mo', content: '∑' }, part(over)] }
  return row(sign, ...summand)
}

/** A line high: what a formula is set in need not have fences that grow. */
export function fenced(left: string, inside: MathPart, right: string): MathNode {
  const fence = (content: string): MathNode => ({ tag: 'mo', content, attributes: { fence: 'true' } })
  return row(fence(left), part(inside), fence(right))
}

/** Its parentheses are drawn, for the same reason. */
export function matrix(rows: readonly (readonly MathPart[])[]): MathNode {
  const cells = (written: readonly MathPart[]): MathNode[] =>
    written.map((cell) => ({ tag: 'mtd', content: [part(cell)] }))
  return { tag: 'mtable', content: rows.map((written) => ({ tag: 'mtr', content: cells(written) })) }
}
