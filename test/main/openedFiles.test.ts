import { describe, expect, it, vi } from 'vitest'
import { createOpenedFiles } from '../../electron/main/openedFiles.ts'

describe('createOpenedFiles', () => {
  it('keeps the last photo offered until the page has started, and gives it once', () => {
    const opened = createOpenedFiles()
    opened.offer('/a.jpg')
    opened.offer('/b.jpg')
    const show = vi.fn()
    expect(opened.pageStarted(show)).toBe('/b.jpg')
    expect(opened.pageStarted(show)).toBeNull()
    expect(show).not.toHaveBeenCalled()
  })

  it('shows later photos at once, to the page that started last', () => {
    const opened = createOpenedFiles()
    const [before, after] = [vi.fn(), vi.fn()]
    opened.pageStarted(before)
    opened.pageStarted(after)
    opened.offer('/c.jpg')
    expect(after).toHaveBeenCalledWith('/c.jpg')
    expect(before).not.toHaveBeenCalled()
  })
})
