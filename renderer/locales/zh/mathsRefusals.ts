import type { mathsRefusalTexts as english } from '../../../shared/maths/refusals.ts'
import type { learningRefusalTexts as englishLearning } from '../../../shared/learning/refusals.ts'
import type { Texts } from '../messages.ts'

export const mathsRefusals: Texts<typeof english> = {
  wholeStride: '步幅是不小于 {least} 的整数，现在是 {value}。',
  wholeDilation: '空洞是不小于 {least} 的整数，现在是 {value}。',
  wholePadding: '填充是不小于 {least} 的整数，现在是 {value}。',
  wholeGroups: '分组数是不小于 {least} 的整数，现在是 {value}。',
  wholeKernel: '窗口大小是不小于 {least} 的整数，现在是 {value}。',
  paddingForm: '填充写作 valid、same、full，或不小于 0 的整数 N、PY,PX、T,L,B,R，现在是“{found}”。',
  paddingCount: '填充写作 valid、same、full，或不小于 0 的整数 N、PY,PX、T,L,B,R，现在有 {count} 个数：“{found}”。',
  borderValue: '常数边界的值是有限的数，现在是 {value}。',
  geometryNumbers: '输入和输出各自最多有 {most} 个数，现在是 {x} 和 {y}。',
  paddedRows: '填充后的输入最多有 {most} 行，现在有 {padded} 行。',
  paddedColumns: '填充后的输入最多有 {most} 列，现在有 {padded} 列。',
  poolingPadRows: '填充最多是窗口 {taps} 行的一半，现在是 {pad}。',
  poolingPadColumns: '填充最多是窗口 {taps} 列的一半，现在是 {pad}。',
  poolingFewRows: '窗口覆盖 {reach} 行，填充后的输入至少要有这么多行，现在只有 {padded} 行。',
  poolingFewColumns: '窗口覆盖 {reach} 列，填充后的输入至少要有这么多列，现在只有 {padded} 列。',
  learningRate: '学习率是不小于 0 的有限数，现在是 {value}。',
  momentum: '动量是不小于 0 的有限数，现在是 {value}。',
  weightDecay: '权重衰减是不小于 0 的有限数，现在是 {value}。',
}

export const learningRefusals: Texts<typeof englishLearning> = {
  shiftRange: '平移是两个从 −{most} 到 {most} 的整数，现在是 {came}。',
  ridgeFromZero: '岭系数是不小于 0 的有限数，现在是 {ridge}。',
  penaltyFromZero: '稀疏惩罚是不小于 0 的数，现在是 {penalty}。',
  finiteSum: '权重之和是有限的数，现在是 {sum}。',
}
