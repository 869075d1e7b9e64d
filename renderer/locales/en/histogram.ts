export const histogram = {
  title: 'Histogram',
  subject: 'Histogram of',
  belowZero: 'Below 0',
  aboveOne: 'Above 1',
  minimum: 'Min',
  maximum: 'Max',
  mean: 'Mean',
  share: '{count} ({percent} %)',
  logarithmic: 'Log',
  none: 'There is no result to count',
  waiting: 'Counted as soon as the result is exact',
  description: 'Histogram of {count} values from {minimum} to {maximum}; {below} below 0, {above} above 1',
} as const
