import type { histogram as english } from '../en/histogram.ts'
import type { Texts } from '../messages.ts'

export const histogram: Texts<typeof english> = {
  title: '直方图',
  subject: '直方图对象',
  belowZero: '小于 0',
  aboveOne: '大于 1',
  minimum: '最小',
  maximum: '最大',
  mean: '平均',
  share: '{count}（{percent} %）',
  logarithmic: '对数',
  none: '没有可统计的结果',
  waiting: '结果精确后自动统计',
  description: '共 {count} 个数值的直方图，范围 {minimum} 至 {maximum}；小于 0 的有 {below} 个，大于 1 的有 {above} 个',
}
