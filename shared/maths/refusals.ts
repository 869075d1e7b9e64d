/** Why numbers of a convolution, a pooling or an optimizer cannot be computed with: the English of `refusalTexts` in shared/refusal.ts. */
export const mathsRefusalTexts = {
  wholeStride: 'stride wants whole numbers from {least}, got {value}',
  wholeDilation: 'dilation wants whole numbers from {least}, got {value}',
  wholePadding: 'padding wants whole numbers from {least}, got {value}',
  wholeGroups: 'groups wants whole numbers from {least}, got {value}',
  wholeKernel: 'kernel wants whole numbers from {least}, got {value}',
  paddingForm: 'padding is valid, same, full, N, PY,PX or T,L,B,R with whole numbers from 0, got "{found}"',
  paddingCount:
    'padding is valid, same, full, N, PY,PX or T,L,B,R with whole numbers from 0, got {count} numbers: "{found}"',
  borderValue: 'a constant border has a finite value, got {value}',
  geometryNumbers: 'input and output hold at most {most} numbers each, got {x} and {y}',
  paddedRows: 'the padded input has at most {most} rows, got {padded}',
  paddedColumns: 'the padded input has at most {most} columns, got {padded}',
  poolingPadRows: "padding is at most half the kernel's {taps} rows, got {pad}",
  poolingPadColumns: "padding is at most half the kernel's {taps} columns, got {pad}",
  poolingFewRows: 'the window covers {reach} rows, the padded input must have at least as many, got {padded}',
  poolingFewColumns: 'the window covers {reach} columns, the padded input must have at least as many, got {padded}',
  learningRate: 'the learning rate is a finite number from 0, got {value}',
  momentum: 'the momentum is a finite number from 0, got {value}',
  weightDecay: 'the weight decay is a finite number from 0, got {value}',
} as const
