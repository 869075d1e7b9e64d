import { describe, expect, it } from 'vitest'
import { printedIterations, printout, pytorchOptimizer, runCsv } from '../../shared/learning/runText.ts'

describe('printedIterations', () => {
  it.each([
    [10_000, [1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000]],
    [25, [10, 20, 25]],
    [1, [1]],
    [0, []],
  ])('of %d', (count, wanted) => expect(printedIterations(count)).toEqual(wanted))
})

describe('pytorchOptimizer', () => {
  it.each([
    [{ kind: 'sgd', learningRate: 1e-7 }, 'torch.optim.SGD(lr=1e-7)'],
    [{ kind: 'nesterov', learningRate: 0.01, momentum: 0.8 }, 'torch.optim.SGD(lr=0.01, momentum=0.8, nesterov=True)'],
    [{ kind: 'adam', learningRate: 0.01, weightDecay: 0.1 }, 'torch.optim.Adam(lr=0.01, weight_decay=0.1)'],
  ] as const)('of %j', (settings, wanted) => expect(pytorchOptimizer(settings)).toBe(wanted))
})

it('prints losses and weights as the lecture does', () => {
  const text = printout({
    optimizer: { kind: 'sgd', learningRate: 1e-7 },
    losses: [
      [1000, 25318.321063],
      [2000, 0.0101518492],
    ],
    shape: [1, 1, 2, 2],
    parameters: [-1.00004, 2, -3, 4, 0.5],
  })
  expect(text.split('\n')).toEqual([
    'torch.optim.SGD(lr=1e-7)',
    'iteration 1000, loss 25318.32',
    'iteration 2000, loss 0.01015185',
    'weight tensor([[[[-1.0000, 2.0000], [-3.0000, 4.0000]]]])',
    'bias tensor([0.5000])',
    '',
  ])
})

it('makes one table of the curve and the kept states', () => {
  const losses = [
    [0, 9],
    [2, 4],
  ] as const
  const states = [
    { iteration: 0, parameters: [1, 2, 3] },
    { iteration: 1, parameters: [0.1, 0.2, 0.3] },
  ]
  const csv = runCsv({ losses, states, shape: [1, 1, 1, 2] })
  expect(csv.split('\r\n')).toEqual([
    'iteration,loss,"w[0,0,0,0]","w[0,0,0,1]",b[0]',
    '0,9,1,2,3',
    '1,,0.1,0.2,0.3',
    '2,4,,,',
    '',
  ])
})
