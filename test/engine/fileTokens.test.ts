import { describe, expect, it } from 'vitest'
import { createFileTokens } from '../../electron/engine/fileTokens.ts'
import type { FileToken } from '../../shared/rpc/engineContract.ts'
import { fakeClock } from '../support/fakeClock.ts'

const token = 'token-1' as FileToken

describe('fileTokens', () => {
  it('finds what main named', async () => {
    const files = createFileTokens(fakeClock())
    files.learn(token, '/photos/lake.jpg', 'read')
    expect(await files.find(token, 'read')).toEqual({ path: '/photos/lake.jpg', name: 'lake.jpg', access: 'read' })
  })

  it('waits for a name that is still on its way', async () => {
    const clock = fakeClock()
    const files = createFileTokens(clock)
    const found = [files.find(token, 'read'), files.find(token, 'read')]
    files.learn(token, '/photos/lake.jpg', 'read')
    for (const file of await Promise.all(found)) expect(file.name).toBe('lake.jpg')
    expect(clock.waiting()).toBe(0)
  })

  it('refuses a token that nobody names', async () => {
    const clock = fakeClock()
    const found = createFileTokens(clock).find(token, 'read')
    clock.advance(2000)
    await expect(found).rejects.toMatchObject({ code: 'unknown-token' })
  })

  it('refuses to write where a file was chosen to be read', async () => {
    const files = createFileTokens(fakeClock())
    files.learn(token, '/photos/lake.jpg', 'read')
    await expect(files.find(token, 'write')).rejects.toMatchObject({ code: 'unknown-token' })
  })
})
