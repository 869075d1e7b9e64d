import type { argumentWishTexts as english } from '../../../shared/network/refusals.ts'
import type { Texts } from '../messages.ts'

/** Parts of a sentence: after “需要”, before a comma. */
export const networkRefusals: Texts<typeof english> = {
  wantsWhole: '不小于 {least} 的整数',
  wantsPair: '不小于 {least} 的整数，或两个这样的数 [纵向, 横向]',
  wantsPadding: "不小于 0 的整数、两个这样的数 [纵向, 横向]、'same' 或 'valid'",
  wantsYesOrNo: 'true 或 false',
  wantsFinite: '有限的数',
  wantsShare: '从 0 到小于 1 的数',
  wantsOneOf: '其中之一：{names}',
  wantsInput: '[C, H, W]，三个不小于 1 的整数',
  wantsLayers: '层的列表',
  wantsOneLayer: '至少一层',
  wantsFewLayers: '最多 {most} 层',
  wantsNames: '名称的列表',
}
