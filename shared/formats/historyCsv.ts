interface Score {
  readonly loss: number
  readonly accuracy: number | null
}

interface EpochRow {
  readonly epoch: number
  readonly train: Score
  readonly validation: Score | null
  readonly seconds: number
}

/** A line per epoch, for spreadsheets and pandas; what was not measured is empty. */
export function historyCsv(history: readonly EpochRow[]): string {
  const line = ({ epoch, train, validation, seconds }: EpochRow): string =>
    [epoch, train.loss, train.accuracy, validation?.loss, validation?.accuracy, seconds.toFixed(3)]
      .map((cell) => cell ?? '')
      .join(',')
  return ['epoch,trainLoss,trainAccuracy,validationLoss,validationAccuracy,seconds', ...history.map(line), ''].join(
    '\n',
  )
}
