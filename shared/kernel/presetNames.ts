import type { LocalName } from './localName.ts'
import type { PresetFamily, PresetId } from './presets.ts'
import type { CompassDirection } from './presets/compass.ts'

const directions: Readonly<Record<CompassDirection, LocalName>> = {
  n: { en: 'north', zh: '北' },
  ne: { en: 'northeast', zh: '东北' },
  e: { en: 'east', zh: '东' },
  se: { en: 'southeast', zh: '东南' },
  s: { en: 'south', zh: '南' },
  sw: { en: 'southwest', zh: '西南' },
  w: { en: 'west', zh: '西' },
  nw: { en: 'northwest', zh: '西北' },
}

/** Eight names, one per direction. */
function towards<const Name extends string>(id: Name, { en, zh }: LocalName) {
  const names = Object.entries(directions).map(([direction, name]) => [
    `${id}-${direction}`,
    { en: `${en}, ${name.en}`, zh: `${zh}，${name.zh}` },
  ])
  return Object.fromEntries(names) as Record<`${Name}-${CompassDirection}`, LocalName>
}

export const presetFamilyNames: Readonly<Record<PresetFamily, LocalName>> = {
  identity: { en: 'Identity', zh: '恒等' },
  blur: { en: 'Blur', zh: '模糊' },
  edges: { en: 'Edges', zh: '边缘' },
  derivatives: { en: 'Derivatives', zh: '导数' },
  compass: { en: 'Compass', zh: '罗盘算子' },
  sharpen: { en: 'Sharpen', zh: '锐化' },
  emboss: { en: 'Emboss', zh: '浮雕' },
  other: { en: 'Other', zh: '其他' },
}

/** What a person reads in place of an id; says the sign where sources differ in it. */
export const presetNames: Readonly<Record<PresetId, LocalName>> = {
  identity: { en: 'Identity', zh: '恒等' },

  'box-3': { en: 'Box blur 3×3', zh: '均值模糊 3×3' },
  'box-5': { en: 'Box blur 5×5', zh: '均值模糊 5×5' },
  'box-7': { en: 'Box blur 7×7', zh: '均值模糊 7×7' },
  'gaussian-3': { en: 'Gaussian 3×3, binomial', zh: '高斯 3×3，二项式' },
  'gaussian-5': { en: 'Gaussian 5×5, binomial', zh: '高斯 5×5，二项式' },
  'gaussian-7': { en: 'Gaussian 7×7, fixed table', zh: '高斯 7×7，固定系数表' },
  smooth: { en: 'Smooth 3×3', zh: '平滑 3×3' },
  'smooth-more': { en: 'Smooth more 5×5', zh: '强平滑 5×5' },
  'ring-blur': { en: 'Ring blur 5×5', zh: '环形模糊 5×5' },
  'motion-5': { en: 'Motion blur 5, horizontal', zh: '运动模糊 5，水平' },

  laplacian: { en: 'Laplacian, 8 in the center', zh: '拉普拉斯，中心为 8' },
  'laplacian-8-negative': { en: 'Laplacian, −8 in the center', zh: '拉普拉斯，中心为 −8' },
  'laplacian-4': { en: 'Laplacian, 4 in the center', zh: '拉普拉斯，中心为 4' },
  'laplacian-4-negative': { en: 'Laplacian, −4 in the center', zh: '拉普拉斯，中心为 −4' },
  'laplacian-diagonal-negative': { en: 'Laplacian, diagonal, −8 in the center', zh: '对角拉普拉斯，中心为 −8' },
  'laplacian-magick-2': {
    en: 'Laplacian, 1 beside, −2 diagonal, 4 in the center',
    zh: '拉普拉斯，邻 1，对角 −2，中心为 4',
  },
  'laplacian-magick-3': {
    en: 'Laplacian, −2 beside, 1 diagonal, 4 in the center',
    zh: '拉普拉斯，邻 −2，对角 1，中心为 4',
  },
  'laplacian-5': { en: 'Laplacian 5×5, 4 in the center', zh: '拉普拉斯 5×5，中心为 4' },
  'laplacian-7': { en: 'Laplacian 7×7, 8 in the center', zh: '拉普拉斯 7×7，中心为 8' },
  'log-5': { en: 'Laplacian of Gaussian 5×5, 16 in the center', zh: '高斯拉普拉斯 5×5，中心为 16' },
  'log-9': { en: 'Laplacian of Gaussian 9×9, 40 in the center', zh: '高斯拉普拉斯 9×9，中心为 40' },
  'mexican-hat-5': { en: 'Mexican hat 5×5, 24 in the center', zh: '墨西哥帽 5×5，中心为 24' },
  contour: { en: 'Contour, dark lines on white', zh: '轮廓，白底黑线' },
  'frei-chen-1': { en: 'Frei–Chen 1, edge, brighter to the left', zh: 'Frei–Chen 1，边缘，左侧更亮' },
  'frei-chen-2': { en: 'Frei–Chen 2, edge, brighter upwards', zh: 'Frei–Chen 2，边缘，上方更亮' },
  'frei-chen-3': { en: 'Frei–Chen 3, ripple', zh: 'Frei–Chen 3，波纹' },
  'frei-chen-4': { en: 'Frei–Chen 4, ripple', zh: 'Frei–Chen 4，波纹' },
  'frei-chen-5': { en: 'Frei–Chen 5, line', zh: 'Frei–Chen 5，线' },
  'frei-chen-6': { en: 'Frei–Chen 6, diagonal line', zh: 'Frei–Chen 6，对角线' },
  'frei-chen-7': { en: 'Frei–Chen 7, Laplacian, −2 beside', zh: 'Frei–Chen 7，拉普拉斯，邻 −2' },
  'frei-chen-8': { en: 'Frei–Chen 8, Laplacian, 1 beside', zh: 'Frei–Chen 8，拉普拉斯，邻 1' },
  'frei-chen-9': { en: 'Frei–Chen 9, average', zh: 'Frei–Chen 9，均值' },

  'sobel-x': { en: 'Sobel x, brighter to the right', zh: 'Sobel x，右侧更亮' },
  'sobel-y': { en: 'Sobel y, brighter downwards', zh: 'Sobel y，下方更亮' },
  'sobel-x-5': { en: 'Sobel x 5×5', zh: 'Sobel x 5×5' },
  'sobel-y-5': { en: 'Sobel y 5×5', zh: 'Sobel y 5×5' },
  'sobel-x-7': { en: 'Sobel x 7×7', zh: 'Sobel x 7×7' },
  'sobel-y-7': { en: 'Sobel y 7×7', zh: 'Sobel y 7×7' },
  'scharr-x': { en: 'Scharr x, 3 and 10', zh: 'Scharr x，3 与 10' },
  'scharr-y': { en: 'Scharr y, 3 and 10', zh: 'Scharr y，3 与 10' },
  'scharr-fine-x': { en: 'Scharr x, 47 and 162', zh: 'Scharr x，47 与 162' },
  'scharr-fine-y': { en: 'Scharr y, 47 and 162', zh: 'Scharr y，47 与 162' },
  'prewitt-x': { en: 'Prewitt x', zh: 'Prewitt x' },
  'prewitt-y': { en: 'Prewitt y', zh: 'Prewitt y' },
  'farid-x': { en: 'Farid–Simoncelli x 5×5', zh: 'Farid–Simoncelli x 5×5' },
  'farid-y': { en: 'Farid–Simoncelli y 5×5', zh: 'Farid–Simoncelli y 5×5' },
  'difference-x': { en: 'Difference x, over two pixels', zh: '差分 x，跨两个像素' },
  'difference-y': { en: 'Difference y, over two pixels', zh: '差分 y，跨两个像素' },
  'central-difference-x': { en: 'Central difference x, per pixel', zh: '中心差分 x，每像素' },
  'central-difference-y': { en: 'Central difference y, per pixel', zh: '中心差分 y，每像素' },
  'roberts-1': { en: 'Roberts 2×2, brighter to the upper left', zh: 'Roberts 2×2，左上更亮' },
  'roberts-2': { en: 'Roberts 2×2, brighter to the upper right', zh: 'Roberts 2×2，右上更亮' },

  ...towards('kirsch', { en: 'Kirsch', zh: 'Kirsch' }),
  ...towards('robinson', { en: 'Robinson', zh: 'Robinson' }),
  ...towards('prewitt-compass', { en: 'Prewitt compass', zh: 'Prewitt 罗盘' }),

  'sharpen-4': { en: 'Sharpen, 5 in the center', zh: '锐化，中心为 5' },
  'sharpen-8': { en: 'Sharpen, 9 in the center', zh: '锐化，中心为 9' },
  'sharpen-soft': { en: 'Sharpen softly, 32 in the center', zh: '柔和锐化，中心为 32' },
  'sharpen-imagej': { en: 'Sharpen, 12 in the center', zh: '锐化，中心为 12' },
  detail: { en: 'Detail', zh: '细节增强' },
  'edge-enhance': { en: 'Edge enhance', zh: '边缘增强' },
  'unsharp-5': { en: 'Unsharp mask 5×5', zh: '反锐化掩模 5×5' },

  emboss: { en: 'Emboss', zh: '浮雕' },
  'emboss-relief': { en: 'Emboss on gray, minus the lower left', zh: '灰底浮雕，减左下像素' },
  ...towards('shadow', { en: 'Shadow', zh: '阴影' }),

  'rgb-to-gray': { en: 'RGB to gray, 1×1', zh: 'RGB 转灰度，1×1' },
}
