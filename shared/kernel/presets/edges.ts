import { preset } from './preset.ts'
import { source } from './sources.ts'

const opencv = (size: number) => source(`OpenCV Laplacian, ksize ${size}`, 'opencvDerivatives')
const magick = (type: number) => source(`ImageMagick Laplacian:${type}`, 'imageMagick')

/**
 * Sources differ in the sign of the Laplacian: an id that ends in `-negative` has its negative number in the center and
 * answers bright spots with dark ones, every other id here has a positive center.
 */
export const edgePresets = [
  preset(
    'laplacian',
    'edges',
    '-1 -1 -1; -1 8 -1; -1 -1 -1',
    source(
      {
        en: 'The edge kernel of the lecture; setosa “outline”, Pillow FIND_EDGES, ImageMagick Laplacian:0',
        zh: '课程中的边缘卷积核；setosa “outline”、Pillow FIND_EDGES、ImageMagick Laplacian:0',
      },
      'setosa',
    ),
  ),
  preset('laplacian-8-negative', 'edges', '1 1 1; 1 -8 1; 1 1 1', source('Kornia get_laplacian_kernel2d(3)', 'kornia')),
  preset('laplacian-4', 'edges', '0 -1 0; -1 4 -1; 0 -1 0', magick(1)),
  preset('laplacian-4-negative', 'edges', '0 1 0; 1 -4 1; 0 1 0', opencv(1)),
  preset('laplacian-diagonal-negative', 'edges', '2 0 2; 0 -8 0; 2 0 2', opencv(3)),
  preset('laplacian-magick-2', 'edges', '-2 1 -2; 1 4 1; -2 1 -2', magick(2)),
  preset('laplacian-magick-3', 'edges', '1 -2 1; -2 4 -2; 1 -2 1', magick(3)),
  preset('laplacian-5', 'edges', '-4 -1 0 -1 -4; -1 2 3 2 -1; 0 3 4 3 0; -1 2 3 2 -1; -4 -1 0 -1 -4', magick(5)),
  preset(
    'laplacian-7',
    'edges',
    `-10 -5 -2 -1 -2 -5 -10; -5 0 3 4 3 0 -5; -2 3 6 7 6 3 -2; -1 4 7 8 7 4 -1;
     -2 3 6 7 6 3 -2; -5 0 3 4 3 0 -5; -10 -5 -2 -1 -2 -5 -10`,
    magick(7),
  ),
  preset('log-5', 'edges', '0 0 -1 0 0; 0 -1 -2 -1 0; -1 -2 16 -2 -1; 0 -1 -2 -1 0; 0 0 -1 0 0', magick(15)),
  preset(
    'log-9',
    'edges',
    `0 -1 -1 -2 -2 -2 -1 -1 0; -1 -2 -4 -5 -5 -5 -4 -2 -1; -1 -4 -5 -3 0 -3 -5 -4 -1; -2 -5 -3 12 24 12 -3 -5 -2;
     -2 -5 0 24 40 24 0 -5 -2; -2 -5 -3 12 24 12 -3 -5 -2; -1 -4 -5 -3 0 -3 -5 -4 -1; -1 -2 -4 -5 -5 -5 -4 -2 -1;
     0 -1 -1 -2 -2 -2 -1 -1 0`,
    magick(19),
  ),
  preset(
    'mexican-hat-5',
    'edges',
    '-1 -1 -1 -1 -1; -1 -1 -1 -1 -1; -1 -1 24 -1 -1; -1 -1 -1 -1 -1; -1 -1 -1 -1 -1',
    source(
      { en: 'ImageJ Convolver, the kernel its dialog opens with', zh: 'ImageJ Convolver，其对话框打开时的卷积核' },
      'imageJ',
    ),
  ),
  preset('contour', 'edges', '-1 -1 -1; -1 8 -1; -1 -1 -1', source('Pillow ImageFilter.CONTOUR', 'pillow'), {
    offset: 255,
  }),
]
