import type { LocalName } from '../localName.ts'

/** Where a preset's numbers come from, in words, with an address where one is known. */
export interface Source {
  readonly text: LocalName
  readonly url?: string
}

const address = {
  setosa: 'https://setosa.io/ev/image-kernels/',
  opencvDerivatives: 'https://github.com/opencv/opencv/blob/4.x/modules/imgproc/src/deriv.cpp',
  opencvSmooth: 'https://docs.opencv.org/4.x/d4/d86/group__imgproc__filter.html',
  imageMagick: 'https://imagemagick.org/Usage/convolve/',
  pillow: 'https://github.com/python-pillow/Pillow/blob/main/src/PIL/ImageFilter.py',
  scikitImage: 'https://github.com/scikit-image/scikit-image/blob/main/skimage/filters/edges.py',
  kornia: 'https://github.com/kornia/kornia/blob/main/kornia/filters/kernels.py',
  ffmpeg: 'https://github.com/FFmpeg/FFmpeg/blob/master/libavfilter/vf_convolution.c',
  imageJ: 'https://github.com/imagej/ImageJ/tree/master/ij/plugin/filter',
  wikipedia: 'https://en.wikipedia.org/wiki/Kernel_(image_processing)',
  kirsch: 'https://en.wikipedia.org/wiki/Kirsch_operator',
  robinson: 'https://en.wikipedia.org/wiki/Robinson_compass_mask',
  freiChen: 'https://doi.org/10.1109/TC.1977.1674733',
} as const

/** Names of programs and people are the same in every language. */
export function source(words: string | LocalName, place?: keyof typeof address): Source {
  const text = typeof words === 'string' ? { en: words, zh: words } : words
  return Object.freeze(place ? { text, url: address[place] } : { text })
}
