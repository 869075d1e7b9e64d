import { expect, it } from 'vitest'
import { createAnswerPixels } from '../../electron/engine/answerPixels.ts'

it('gives pixels again when their answer was sent, and not before', () => {
  const answers = createAnswerPixels()
  const sent: (() => void)[] = []
  const onSent = (done: () => void): void => void sent.push(done)
  const first = answers.take(8, onSent)
  const second = answers.take(8, onSent)
  expect(second.buffer).not.toBe(first.buffer)
  sent.shift()?.()
  expect(answers.take(4, onSent).buffer).not.toBe(first.buffer)
  expect(answers.take(8).buffer).not.toBe(first.buffer) // for good: nobody says when that is sent
  expect(answers.take(8, onSent).buffer).toBe(first.buffer)
})

it('forgets them', () => {
  const answers = createAnswerPixels()
  let sent = (): void => undefined
  const pixels = answers.take(8, (done) => (sent = done))
  sent()
  answers.forget()
  expect(answers.take(8, () => undefined).buffer).not.toBe(pixels.buffer)
})
