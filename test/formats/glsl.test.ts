import { chromium, type Browser } from '@playwright/test'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { writeKernel } from '../../shared/formats/registry.ts'
import { decodeText } from '../../shared/formats/text.ts'
import { createKernel, type Kernel } from '../../shared/kernel/kernel.ts'
import { borderModes } from '../../shared/maths/convolutionOptions.ts'
import { integerTensor } from '../support/builders.ts'
import { itWith } from '../support/peers.ts'
import { chromiumBrowser, chromiumPath } from '../support/programs.ts'
import { oneToNine, ours, twoByFour } from './kernels.ts'

const [rows, columns] = [8, 9]
const x = integerTensor([1, 1, rows, columns], 21)

/** In WebGL 2, on float textures: the red of `convolve(image, pixel)` for every pixel, row by row. Runs in the page. */
function render([code, pixels, width, height]: readonly [string, readonly number[], number, number]): number[] {
  const gl = new OffscreenCanvas(width, height).getContext('webgl2')
  if (!gl?.getExtension('EXT_color_buffer_float')) throw new Error('no WebGL 2 that draws floats')
  const shader = (kind: number, text: string): WebGLShader => {
    const made = gl.createShader(kind)
    if (!made) throw new Error('no shader')
    gl.shaderSource(made, `#version 300 es\nprecision highp float;\nprecision highp int;\n${text}`)
    gl.compileShader(made)
    if (!gl.getShaderParameter(made, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(made) ?? '')
    return made
  }
  const program = gl.createProgram()
  // One triangle that covers everything.
  const corners = 'vec2 at = vec2(gl_VertexID & 1, gl_VertexID >> 1); gl_Position = vec4(at * 4.0 - 1.0, 0, 1);'
  gl.attachShader(program, shader(gl.VERTEX_SHADER, `void main() { ${corners} }`))
  const main = 'void main() { color = vec4(convolve(image, ivec2(gl_FragCoord.xy)), 1); }'
  gl.attachShader(program, shader(gl.FRAGMENT_SHADER, `uniform sampler2D image;\nout vec4 color;\n${code}\n${main}`))
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? '')
  const floats = (data: Float32Array | null): WebGLTexture => {
    const texture = gl.createTexture()
    gl.bindTexture(gl.TEXTURE_2D, texture)
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, width, height, 0, gl.RGBA, gl.FLOAT, data)
    // Floats need not be filterable: a texture that asks for it reads as 0.
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
    return texture
  }
  gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer())
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, floats(null), 0)
  gl.bindTexture(gl.TEXTURE_2D, floats(Float32Array.from(pixels.flatMap((value) => [value, value, value, 1]))))
  gl.useProgram(program)
  gl.viewport(0, 0, width, height)
  gl.drawArrays(gl.TRIANGLES, 0, 3)
  const drawn = new Float32Array(4 * width * height)
  gl.readPixels(0, 0, width, height, gl.RGBA, gl.FLOAT, drawn)
  return [...drawn].filter((_, i) => i % 4 === 0)
}

/** Whole numbers, quarters and halves: exact in float32, in whatever order they are added. */
const kernels: readonly Kernel[] = [createKernel({ ...oneToNine, divisor: 4, bias: [0.5] }), twoByFour]

describe('GLSL code', () => {
  let browser: Browser | undefined

  beforeAll(async () => {
    const args = ['--no-sandbox', '--enable-unsafe-swiftshader'] // draws without a graphics card
    if (chromiumBrowser.isThere()) browser = await chromium.launch({ executablePath: chromiumPath(), args })
  })
  afterAll(() => browser?.close())

  for (const mode of borderModes) {
    itWith(chromiumBrowser, `computes what we compute, in WebGL 2: ${mode}`, async () => {
      const options = { padding: 'same', border: { mode, value: mode === 'constant' ? 3 : 0 } } as const
      const page = await browser?.newPage()
      for (const kernel of kernels) {
        const text = decodeText(writeKernel('glsl', kernel, options).bytes)
        expect(await page?.evaluate(render, [text, [...x.data], columns, rows] as const)).toEqual(
          ours(kernel, x, options),
        )
      }
    })
  }
})
