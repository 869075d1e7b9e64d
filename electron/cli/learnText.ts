import type { LearnReport, OptimizerSettings } from '../../shared/learning/learnTypes.ts'
import type { Posed } from './learnProblem.ts'

/** What is printed before the losses run. */
export function describeRun(settings: OptimizerSettings, iterations: number, { told }: Posed): string {
  const { kind, learningRate, momentum, weightDecay } = settings
  const extras = [
    ...(momentum === undefined ? [] : [`momentum ${momentum}`]),
    ...(weightDecay === undefined ? [] : [`weight decay ${weightDecay}`]),
  ]
  const stable = told.stableLearningRate.toPrecision(4)
  return [
    [`${iterations} iterations of ${kind}`, `learning rate ${Number(learningRate.toPrecision(4))}`, ...extras].join(
      ', ',
    ),
    `(plain gradient descent diverges above ${stable} on this pair)`,
  ].join(' ')
}

/** The kernel that was learned beside the exact one, and how far apart they are. */
export function describeReport(report: LearnReport, { told }: Posed): string {
  const lines: string[] = []
  if (report.iterations > 0) {
    lines.push(`learned after ${report.iterations} iterations, loss ${report.loss.toPrecision(7)}:`)
    lines.push(...describeKernel(report.weight, report.bias), '')
  }
  const kind = report.unconstrained ? 'least squares under the constraint' : 'exact least squares'
  lines.push(`${kind} over ${told.samples} positions, loss ${report.exact.loss.toPrecision(7)}:`)
  lines.push(...describeKernel(report.exact.weight, report.exact.bias), '')
  if (report.iterations > 0)
    lines.push(`largest difference between the two: ${largestDifference(report).toPrecision(3)}`)
  if (report.unconstrained) {
    lines.push(`without the constraint, loss ${report.unconstrained.loss.toPrecision(7)}:`)
    lines.push(...describeKernel(report.unconstrained.weight, report.unconstrained.bias), '')
  }
  lines.push(`condition number ${report.conditionNumber.toPrecision(4)}`)
  if (report.explained !== undefined) lines.push(`${(100 * report.explained).toFixed(3)} % of the variance explained`)
  if (report.gathering) {
    const { method, errorBound } = report.gathering
    lines.push(`sums of ${method} numbers, relative error up to ${errorBound.toPrecision(2)}`)
  }
  if (told.saturated) lines.push(`${told.saturated} positions had a target at 0 or 1, where the picture was cut off`)
  return [...lines, ...report.notes].join('\n')
}

/** One line a row; planes one below the other, with their place where there is more than one. */
export function describeKernel({ shape, data }: LearnReport['weight'], bias: readonly number[] = []): string[] {
  const [K = 1, C = 1, R = 1, S = 1] = shape
  const cells = data.map((value) => value.toFixed(6).replace(/^-(0\.0+)$/, '$1'))
  const width = Math.max(...cells.map((cell) => cell.length))
  const lines: string[] = []
  for (let plane = 0; plane < K * C; plane++) {
    if (K * C > 1) lines.push(`output ${Math.floor(plane / C)}, input ${plane % C}`)
    for (let r = 0; r < R; r++) {
      const start = (plane * R + r) * S
      lines.push(
        cells
          .slice(start, start + S)
          .map((cell) => cell.padStart(width + 1))
          .join(' '),
      )
    }
  }
  if (bias.some((value) => value !== 0)) lines.push(`bias ${bias.map((value) => value.toPrecision(7)).join(' ')}`)
  return lines
}

function largestDifference({ weight, exact }: LearnReport): number {
  return weight.data.reduce((most, value, i) => Math.max(most, Math.abs(value - (exact.weight.data[i] ?? NaN))), 0)
}
