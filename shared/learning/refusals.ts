/** What cannot be asked of learning: the English of `refusalTexts` in shared/refusal.ts. */
export const learningRefusalTexts = {
  shiftRange: 'a shift is two whole numbers from −{most} to {most}, got {came}',
  ridgeFromZero: 'the ridge is a finite number from 0, got {ridge}',
  penaltyFromZero: 'the penalty of sparse is a number from 0, got {penalty}',
  finiteSum: 'the sum of the weights is a finite number, got {sum}',
} as const
