import { describe, expect, it } from 'vitest'
import { photoOn } from '../../electron/main/commandLine.ts'

const on = (line: string, packageRoot: string | null = '/lab') =>
  photoOn({ arguments: line.split(' '), workingDirectory: '/home/x', packageRoot })

describe('photoOn', () => {
  it.each([
    ['/electron /lab photo.jpg', '/home/x/photo.jpg'],
    ['/electron /lab /p/photo.jpg', '/p/photo.jpg'],
    ['/electron ../../lab photo.jpg', '/home/x/photo.jpg'],
    ['/electron /lab/ --user-data-dir=/tmp/u photo.jpg', '/home/x/photo.jpg'],
    ['/electron --inspect=0 -r /loader.js --remote-debugging-port=0 /lab --no-sandbox photo.jpg', '/home/x/photo.jpg'],
    ['/electron --added-by-chromium /lab a.jpg b.jpg', '/home/x/a.jpg'],
  ])('finds the photo in %s', (line, photo) => {
    expect(on(line)).toBe(photo)
  })

  it.each([
    '/electron /lab',
    '/electron -r /loader.js /lab --no-sandbox',
    '/electron /other/app photo.jpg',
    '/electron',
  ])('finds none in %s', (line) => {
    expect(on(line)).toBeNull()
  })

  it('finds it behind the program when the app is packaged', () => {
    expect(on('/opt/kernel-lab photo.jpg', null)).toBe('/home/x/photo.jpg')
    expect(on('/opt/kernel-lab --flag', null)).toBeNull()
  })
})
