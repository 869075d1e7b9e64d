import { describe, expect, it, vi } from 'vitest'
import { createHostHandlers } from '../../electron/main/hostHandlers.ts'
import type { HostParts } from '../../electron/main/hostHandlers.ts'
import { createOpenedFiles } from '../../electron/main/openedFiles.ts'
import { defaults } from '../../electron/main/settings.ts'
import type { ChosenFile } from '../../shared/rpc/hostContract.ts'

const chosen = (name: string) => ({ token: name, name }) as ChosenFile

function setUp() {
  const opened = createOpenedFiles()
  const parts = {
    files: {
      choose: vi.fn(async (kind: string) => chosen(kind)),
      chooseSave: vi.fn(),
      chooseFolder: vi.fn(),
      ownRunFolder: vi.fn(),
      acceptDrop: vi.fn(async (path: string) => chosen(path)),
      acceptOpen: chosen,
      recent: vi.fn(),
    },
    memory: { current: defaults, remember: vi.fn() },
    connection: { connect: vi.fn(async () => null) },
    opened,
    sendFile: vi.fn(),
    restartEngine: vi.fn(),
    systemLanguages: () => ['zh-CN'],
    version: '1.2.3',
    showSettings: vi.fn(),
    describeWindow: vi.fn(),
  } satisfies HostParts
  return { opened, parts, host: createHostHandlers(parts) }
}

describe('the host’s methods', () => {
  it('start the page with the settings and the photo of the command line', () => {
    const { opened, host, parts } = setUp()
    opened.offer('/a.jpg')
    expect(host.start(null)).toEqual({
      settings: defaults.settings,
      systemLanguages: ['zh-CN'],
      file: chosen('/a.jpg'),
      version: '1.2.3',
    })
    opened.offer('/b.jpg')
    expect(parts.sendFile).toHaveBeenCalledWith(chosen('/b.jpg'))
  })

  it('start it without a photo when there is none', () => {
    expect(setUp().host.start(null)).toMatchObject({ file: null })
  })

  it('remember settings and show them', () => {
    const { host, parts } = setUp()
    const settings = { locale: 'zh', theme: 'dark', workspace: {} } as const
    expect(host.saveSettings(settings)).toBeNull()
    expect(parts.memory.remember).toHaveBeenCalledWith({ settings })
    expect(parts.showSettings).toHaveBeenCalledWith(settings)
  })

  it('pass each wish to the one that knows', async () => {
    const { host, parts } = setUp()
    expect(await host.choosePhoto(null)).toEqual(chosen('photo'))
    expect(await host.chooseKernel(null)).toEqual(chosen('kernel'))
    expect(await host.acceptDrop({ path: '/d.jpg' })).toEqual(chosen('/d.jpg'))
    await host.connectEngine({ nonce: 'n' })
    host.restartEngine(null)
    host.describeWindow({ document: 'x', enabled: ['undo', 'undo'] })
    expect(parts.connection.connect).toHaveBeenCalledWith('n')
    expect(parts.restartEngine).toHaveBeenCalledOnce()
    expect(parts.describeWindow).toHaveBeenCalledWith('x', new Set(['undo']))
  })
})
