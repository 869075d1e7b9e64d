import type { refusalTexts as english } from '../../../shared/refusal.ts'
import type { Texts } from '../messages.ts'
import { kernelRefusals } from './kernelRefusals.ts'

export const refusals: Texts<typeof english> = {
  ...kernelRefusals,
  restOfRows:
    '窗口可移动的 {way} 行必须能被步幅 {stride} 整除，现在余 {rest}；最接近的合适输入有 {smaller} 行或 {larger} 行，当前为 {input} 行。',
  restOfColumns:
    '窗口可移动的 {way} 列必须能被步幅 {stride} 整除，现在余 {rest}；最接近的合适输入有 {smaller} 列或 {larger} 列，当前为 {input} 列。',
  restOfFewRows:
    '窗口可移动的 {way} 行必须能被步幅 {stride} 整除，现在余 {rest}；最接近的合适输入有 {larger} 行，当前为 {input} 行。',
  restOfFewColumns:
    '窗口可移动的 {way} 列必须能被步幅 {stride} 整除，现在余 {rest}；最接近的合适输入有 {larger} 列，当前为 {input} 列。',
  fewRows: '卷积核覆盖 {reach} 行，填充后的输入至少要有这么多行，现在只有 {padded} 行。',
  fewColumns: '卷积核覆盖 {reach} 列，填充后的输入至少要有这么多列，现在只有 {padded} 列。',
  needsFlatten: '需要排成一列的数，现在是 {input}：前面要先有展平层。',
  needsPlanes: '需要 C×H×W，现在是排成一列的 {count} 个数。',
  groups: '分组数必须能整除 {channels} 个输入通道和 {out} 个输出通道，现在是 {groups}。',
  sameStride: '与 PyTorch 一样，填充“same”要求步幅为 1，现在是 {stride}。',
  onePlane: '{format} 只能保存一个平面的权重（1×1×R×S），此卷积核为 {shape}。',
}
