import { describe, expect, it } from 'vitest'
import { englishNotes } from '../../shared/fileNote.ts'
import { imagej } from '../../shared/formats/csv.ts'
import { ffmpeg } from '../../shared/formats/ffmpeg.ts'
import { gegl } from '../../shared/formats/gegl.ts'
import { imagemagick } from '../../shared/formats/imagemagick.ts'
import { libvips } from '../../shared/formats/libvips.ts'
import { opencvYaml } from '../../shared/formats/opencvYaml.ts'
import { svg } from '../../shared/formats/svg.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import { laplacian } from './kernels.ts'
import { refusal } from './textFiles.ts'

describe('formats for one plane', () => {
  const mixing = createKernel({ shape: [1, 3, 1, 1], weight: [0.2989, 0.587, 0.114] })

  it.each([imagej, opencvYaml, imagemagick, svg, gegl, ffmpeg, libvips])('$name refuses channels', (format) => {
    expect(() => format.write(mixing)).toThrow(refusal('cannot-hold', 'one plane'))
  })

  it.each([svg, gegl, ffmpeg, libvips])('$name says that it has no stride or dilation', (format) => {
    const { notes } = format.write(laplacian, { stride: [1, 2], dilation: 3 })
    expect(englishNotes(notes).join()).toMatch(/stride 1,2 is lost.*dilation 3 is lost/)
  })
})
