import { expect, it } from 'vitest'
import { collectGarbage } from '../../../electron/engine/collectGarbage.ts'
import { oneAtATime } from '../../../electron/engine/layers/oneAtATime.ts'

it('does not hold what the last job answered: a photo would stay in memory after it was closed', async () => {
  const queue = oneAtATime()
  const answered = await queue(async () => ({ picture: new Float32Array(100) })).then((answer) => new WeakRef(answer))
  for (let i = 0; i < 20 && answered.deref(); i++) {
    await new Promise((done) => setTimeout(done, 10))
    collectGarbage()
  }
  expect(answered.deref()).toBeUndefined()
})

it('goes on after a job that failed', async () => {
  const queue = oneAtATime()
  await expect(queue(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await queue(async () => 1)).toBe(1)
})
