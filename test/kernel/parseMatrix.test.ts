import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { englishNotes } from '../../shared/fileNote.ts'
import { LabError } from '../../shared/errors.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { parseMatrix, readMatrix } from '../../shared/kernel/parseMatrix.ts'

const rows = ({ shape: [, , , S], weight }: Kernel) =>
  Array.from({ length: weight.length / S }, (_, r) => weight.slice(r * S, (r + 1) * S).join(' ')).join('; ')

const laplacian = '0 1 0; 1 -4 1; 0 1 0'

describe('parseMatrix reads', () => {
  it.each([
    ['rows in one line', '0 1 0; 1 -4 1; 0 1 0'],
    ['rows in one line, by commas', '0,1,0;1,-4,1;0,1,0'],
    ['rows in one line, by both', '0, 1, 0; 1, -4, 1; 0, 1, 0;'],
    ['groups as ImageMagick writes them', '0,1,0 1,-4,1 0,1,0'],
    ['spreadsheet cells', '0\t1\t0\r\n1\t-4\t1\r\n0\t1\t0\r\n'],
    ['quoted spreadsheet cells', '"0"\t"1"\t"0"\n"1"\t"-4"\t"1"\n"0"\t"1"\t"0"'],
    ['CSV', '0,1,0\n1,-4,1\n0,1,0\n'],
    ['CSV with ends and blanks', '0, 1, 0,\n1, -4, 1,\n0, 1, 0,'],
    ['CSV by semicolons', '0;1;0\n1;-4;1\n0;1;0'],
    ['CSV with comments', '# edges (4)\n0,1,0\n1,-4,1\n\n0,1,0'],
    ['ImageJ text', ' 0  1  0\n 1 -4  1\n 0  1  0'],
    ['NumPy source', 'np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]], dtype=np.float32)'],
    ['NumPy as its repr prints it', 'array([[ 0.,  1.,  0.],\n       [ 1., -4.,  1.],\n       [ 0.,  1.,  0.]])'],
    ['NumPy as print shows it', '[[ 0  1  0]\n [ 1 -4  1]\n [ 0  1  0]]'],
    ['an assignment in Python', 'kernel = [[0, 1, 0],\n  [1, -4, 1],\n  [0, 1, 0],\n]'],
    ['Python tuples', '((0, 1, 0), (1, -4, 1), (0, 1, 0))'],
    ['JSON', '[[0,1,0],[1,-4,1],[0,1,0]]'],
    ['a PyTorch tensor', "tensor([[0., 1., 0.], [1., -4., 1.], [0., 1., 0.]], device='cuda:0')"],
    ['MATLAB', 'h = [0 1 0; 1 -4 1; 0 1 0];'],
    ['MATLAB on several lines', '[0 1 0\n 1 -4 1\n 0 1 0]'],
    ['MATLAB on several lines with both ends', '[0, 1, 0;\n 1, -4, 1;\n 0, 1, 0]'],
    ['C', 'static const float k[3][3] = { {0,1,0}, {1,-4,1}, {0,1,0} };'],
    ['C, flat but laid out as a matrix', 'float k[9] = {\n  0.f, 1.f, 0.f,\n  1.f, -4.0f, 1.f,\n  0.f, 1.f, 0.f\n};'],
    ['G’MIC', '(0,1,0;1,-4,1;0,1,0)'],
    ['ImageMagick', '3x3: 0,1,0 1,-4,1 0,1,0'],
    ['ImageMagick without height', '3: 0 1 0 1 -4 1 0 1 0'],
    ['ImageMagick with its origin in the middle', '3x3+1+1: 0, 1, 0, 1, -4, 1, 0, 1, 0;'],
    ['typographic signs', '\ufeff0 1 0; 1\u00a0−4 1; 0 1 0'],
  ])('%s', (_, text) => {
    const { kernel, notes } = readMatrix(text)
    expect(rows(kernel)).toBe(laplacian)
    expect(kernel.shape).toEqual([1, 1, 3, 3])
    expect(kernel.divisor).toBe(1)
    expect(notes).toEqual([])
  })

  it('one row, one column and one number', () => {
    expect(parseMatrix('1 2 1').shape).toEqual([1, 1, 1, 3])
    expect(parseMatrix('[1, 2,\n 1]').shape).toEqual([1, 1, 1, 3])
    expect(parseMatrix('1;2;1').shape).toEqual([1, 1, 3, 1])
    expect(parseMatrix('1\n2\n1').shape).toEqual([1, 1, 3, 1])
    expect(parseMatrix('5').weight).toEqual([5])
  })

  it('a row that NumPy broke at the end of its line', () => {
    expect(rows(parseMatrix('[[1 2 3\n  4]\n [5 6 7\n  8]]'))).toBe('1 2 3 4; 5 6 7 8')
  })

  it('numbers in every way people write them', () => {
    expect(parseMatrix('1/4 -1/2 .5 5. 1e-3 +2 1E2 0.5f').weight).toEqual([0.25, -0.5, 0.5, 5, 0.001, 2, 100, 0.5])
  })

  it.each([
    ['1/16 * [1 2 1; 2 4 2; 1 2 1]', 16],
    ['1/16 [[1, 2, 1], [2, 4, 2], [1, 2, 1]]', 16],
    ['np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16', 16],
    ['[1 2 1; 2 4 2; 1 2 1] / 16.0;', 16],
    ['k = [1 2 1; 2 4 2; 1 2 1] * (1/16)', 16],
    ['0.25 * [1 2 1; 2 4 2; 1 2 1] / 4', 16],
  ])('the factor of %s as the divisor', (text, divisor) => {
    const kernel = parseMatrix(text)
    expect(rows(kernel)).toBe('1 2 1; 2 4 2; 1 2 1')
    expect(kernel.divisor).toBe(divisor)
  })

  it('the weight of a convolution with its channels', () => {
    expect(parseMatrix('tensor([[[[1, 2]], [[3, 4]]], [[[5, 6]], [[7, 8]]]])')).toMatchObject({
      shape: [2, 2, 1, 2],
      weight: [1, 2, 3, 4, 5, 6, 7, 8],
    })
    expect(parseMatrix('[[[1, 2]], [[3, 4]], [[5, 6]]]').shape).toEqual([1, 3, 1, 2])
  })

  it('cells outside an ImageMagick kernel as 0, and says so', () => {
    const { kernel, notes } = readMatrix('3x2: - 1 nan 2 3 -')
    expect(rows(kernel)).toBe('0 1 0; 2 3 0')
    expect(englishNotes(notes)).toEqual(['3 cells outside the kernel (nan or -) became 0.'])
  })

  it('an ImageMagick origin by adding zeros, and says so', () => {
    const { kernel, notes } = readMatrix('2x2+1+1: 1 2 3 4')
    expect(rows(kernel)).toBe('1 2 0; 3 4 0; 0 0 0')
    expect(englishNotes(notes)).toEqual(['The origin 1,1 is not the middle: zeros were added to make it so.'])
  })

  it('an ImageMagick kernel without its turned copies, and says so', () => {
    expect(englishNotes(readMatrix('3>: 1 0 -1 2 0 -2 1 0 -1').notes)).toEqual([
      'The turned copies that “>” asks for were left out.',
    ])
  })
})

describe('parseMatrix refuses', () => {
  it.each([
    ['1 2 3\n4 x 6', 'row 2, column 2: “x” is no number', { row: 2, column: 2, found: 'x' }],
    ['1\t2\n3\tabc', 'row 2, column 2: “abc” is no number', { row: 2, column: 2, found: 'abc' }],
    ['1 2 3\n4 5', 'row 2, column 3: the row has 2 numbers, row 1 has 3', { row: 2, column: 3 }],
    ['1 2\n3 4 5', 'row 2, column 3: the row has 3 numbers, row 1 has 2', { row: 2, column: 3 }],
    ['[[1, 2], [3]]', 'row 2, column 2: the row has 1 number, row 1 has 2', { row: 2, column: 2 }],
    ['[1, constructor]', 'row 1, column 2: “constructor” is no number', { row: 1, column: 2 }],
    ['[[1, 2], [3, None]]', 'row 2, column 2: “None” is no number', { row: 2, column: 2, found: 'None' }],
    ['1,,3', 'row 1, column 2: the cell is empty', { row: 1, column: 2, found: '' }],
    ['[1,,3]', 'row 1, column 2: the cell is empty', { row: 1, column: 2, found: '' }],
    ['1\t\t3\n4\t5\t6', 'row 1, column 2: the cell is empty', { row: 1, column: 2 }],
    ['1 2;;3 4', 'row 2 is empty', { row: 2 }],
    ['0,5\t1\n1\t0,5', 'row 1, column 1: “0,5” has a decimal comma; write it with a point', { row: 1, column: 1 }],
    ['0,5;1\n1;0,25', 'row 1, column 1: “0,5” has a decimal comma; write it with a point', { row: 1, column: 1 }],
    ['0,5 0,25', 'commas or spaces divide numbers, not both', { row: 1 }],
    ['1 1e999', 'row 1, column 2: “1e999” is too large or divides by 0', { row: 1, column: 2 }],
    ['1/0', 'row 1, column 1: “1/0” is too large or divides by 0', { row: 1, column: 1 }],
    ['NaN 1', 'row 1, column 1: “NaN” is no number', { row: 1, column: 1 }],
    ['0x10 1', 'row 1, column 1: “0x10” is no number', { row: 1, column: 1 }],
    ['3x3: 1 2 x 4 5 6 7 8 9', 'row 1, column 3: “x” is no number', { row: 1, column: 3, found: 'x' }],
  ])('%j and names the place', (text, message, detail) => {
    try {
      parseMatrix(text)
      expect.fail('it was read')
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(LabError)
      expect((thrown as LabError).code).toBe('bad-kernel')
      expect((thrown as LabError).message).toContain(message)
      expect((thrown as LabError).detail).toMatchObject(detail)
    }
  })

  it.each([
    ['', 'the text holds none'],
    [' \n# only a comment\n', 'the text holds none'],
    ['[]', 'positive whole extents'],
    ['[[1, 2], [3, 4]', 'a “[” is never closed'],
    ['[[1, 2], [3, 4)]', 'a “[” is closed by “)”'],
    ['[1, [2]]', '“1” stands beside a list'],
    ['[[[[[1]]]]]', 'nested at most 4 deep'],
    ['[[[1, 2]], [[3, 4], [5, 6]]]', 'every slice is 1×2 like the first, got 2×2'],
    ['[[[[1]], [[2]]], [[[3]]]]', 'output channel 1 has 1 input channels, the first has 2'],
    ['[[1, 2], [[3, 4]]]', 'some rows are lists'],
    ['[[1 2; 3 4], [5 6]]', 'some rows are lists'],
    ['[1 2] [3 4]', 'it is followed by “[3 4]”'],
    ['np.array([1, 2]).T', 'it is followed by “.T”'],
    ['np.array([1, 2]', 'is not closed after its list'],
    ['mat3(1, 2, 3)', 'begins with “mat3(1, 2, 3)”'],
    ['[1 2] / 0', 'a factor is a number other than 0'],
    ['3x3: 1 2 3', 'a 3x3 kernel has 9 numbers, got 3'],
    ['0x0: ', 'at least one cell of the kernel is a number'],
    ['1x2: - nan', 'at least one cell of the kernel is a number'],
    ['2x1+2+0: 1 2', 'the origin lies inside the 2x1 kernel, got 2,0'],
    ['1: 5; 1: 6', 'one kernel is wanted, the text holds 2'],
  ])('%j', (text, message) => {
    expect(() => parseMatrix(text)).toThrow(message)
    expect(() => parseMatrix(text)).toThrow(LabError)
  })

  it('long hostile texts without hanging', () => {
    const long = 200_000
    for (const text of [
      '['.repeat(long),
      '1'.repeat(long) + 'x',
      ' '.repeat(long) + '[',
      '1/'.repeat(long),
      `[1]${' '.repeat(long)}x`,
      `a${' '.repeat(long)}=`,
      `1${' '.repeat(long)}[`,
      ', '.repeat(long),
      `3x3:${' ,'.repeat(long)}`,
      '"'.repeat(long),
    ]) {
      expect(() => parseMatrix(text)).toThrow(LabError)
    }
  })
})

describe('parseMatrix, fuzzed', () => {
  it('answers any text with a kernel or a LabError', () => {
    const words = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      '(',
      ')',
      ',',
      ';',
      '\n',
      '\t',
      ' ',
      '1',
      '-2.5',
      '1/3',
      '0,5',
      'nan',
    )
    const odd = fc.constantFrom('-', 'np.array(', '3x3:', '1x1+0+0:', '=', '/ 4', 'e', '"', '#', '%', '…', '\0')
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(words, odd)).map((parts) => parts.join('')),
    )
    const answer = (source: string) => {
      try {
        return parseMatrix(source)
      } catch (thrown) {
        return thrown
      }
    }
    fc.assert(
      fc.property(text, (source) => {
        const result = answer(source)
        if (!(result instanceof LabError)) expect(result).toHaveProperty('shape')
      }),
      { numRuns: 2000 },
    )
  })
})
