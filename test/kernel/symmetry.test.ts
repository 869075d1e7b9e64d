import { describe, expect, it } from 'vitest'
import { createKernel, kernelFromRows } from '../../shared/kernel/kernel.ts'
import { findPreset } from '../../shared/kernel/presets.ts'
import { symmetry } from '../../shared/kernel/symmetry.ts'

const none = { horizontal: null, vertical: null, point: null, transpose: null, antitranspose: null, quarterTurn: null }

describe('symmetry', () => {
  it('sees each kind by itself', () => {
    expect(
      symmetry(
        kernelFromRows([
          [1, 2],
          [3, 5],
        ]),
      ),
    ).toEqual(none)
    expect(
      symmetry(
        kernelFromRows([
          [1, 1],
          [3, 3],
        ]),
      ),
    ).toEqual({ ...none, horizontal: 'even' })
    expect(
      symmetry(
        kernelFromRows([
          [1, 3],
          [-1, -3],
        ]),
      ),
    ).toEqual({ ...none, vertical: 'odd' })
    expect(
      symmetry(
        kernelFromRows([
          [1, 2],
          [2, 5],
        ]),
      ),
    ).toEqual({ ...none, transpose: 'even' })
    expect(
      symmetry(
        kernelFromRows([
          [2, 1],
          [5, 2],
        ]),
      ),
    ).toEqual({ ...none, antitranspose: 'even' })
    expect(symmetry(kernelFromRows([[1, 2, 4, 3, 4, 2, 1]]))).toMatchObject({ horizontal: 'even', point: 'even' })
  })

  it('tells point symmetry and quarter turns from mirrors', () => {
    const pinwheel = kernelFromRows([
      [1, 2, 1],
      [2, 0, 2],
      [1, 2, 1],
    ])
    expect(symmetry(pinwheel).quarterTurn).toBe('even')
    expect(
      symmetry(
        kernelFromRows([
          [1, 2, 3],
          [4, 0, 4],
          [3, 2, 1],
        ]),
      ),
    ).toEqual({ ...none, point: 'even' })
  })

  it('leaves out diagonals where rows and columns differ in number', () => {
    expect(symmetry(kernelFromRows([[1, 1]]))).toMatchObject({
      transpose: null,
      antitranspose: null,
      quarterTurn: null,
    })
  })

  it('wants all slices to agree, and forgives the rounding to float32', () => {
    const mixed = createKernel({ shape: [1, 2, 1, 2], weight: [1, 1, 1, -1] })
    expect(symmetry(mixed).horizontal).toBeNull()
    const farid = findPreset('farid-x')?.kernel ?? expect.fail()
    expect(symmetry(createKernel({ ...farid, weight: farid.weight.map(Math.fround) })).horizontal).toBe('odd')
  })

  it('calls zeros even', () => {
    expect(symmetry(kernelFromRows([[0, 0]])).horizontal).toBe('even')
  })
})
