import type { preview as english } from '../en/preview.ts'
import type { Texts } from '../messages.ts'

export const preview: Texts<typeof english> = {
  layout: '布局',
  layouts: { sideBySide: '并排', split: '滑动对比', result: '仅结果' },
  original: '原图',
  result: '结果',
  splitHandle: '原图与结果的分隔线',
  zoom: '缩放',
  row: '行',
  column: '列',
  before: '之前',
  after: '之后',
  outside: '图外',
  readout: '指针下的像素',
  hintShort: '指向像素即可读取数值',
  canvasOriginal: '原始照片 {name}，{width} × {height} 像素，缩放 {percent} %',
  canvasResult: '照片 {name} 经卷积核 {kernel} 处理，{width} × {height} 像素，缩放 {percent} %',
  stage: '图像。方向键平移，Shift 加方向键移动像素光标，加号和减号缩放。',
  range: '数值范围 {minimum} 至 {maximum}',
  pixel: '第 {row} 行，第 {column} 列：之前 {before}，之后 {after}',
  noResult: '此卷积核在这里得不到结果',
}
