import { createPinia, setActivePinia } from 'pinia'
import { createApp, shallowRef } from 'vue'
import type { App } from 'vue'
import { LabError } from '../../../shared/errors.ts'
import type { EngineContract, FileToken, ImageId, ImageInfo, View } from '../../../shared/rpc/engineContract.ts'
import type { EngineStatus, StartInfo } from '../../../shared/rpc/hostContract.ts'
import type { EngineClient } from '../../../renderer/engine/engineClient.ts'
import { engineKey } from '../../../renderer/engine/engineClient.ts'
import type { Host } from '../../../renderer/host.ts'
import { hostKey } from '../../../renderer/host.ts'
import { createTexts } from '../../../renderer/locales/i18n.ts'
import { emptyStart, startKey } from '../../../renderer/stores/settingsStore.ts'

export interface EngineCall {
  readonly method: keyof EngineContract
  readonly request: unknown
  readonly signal: AbortSignal | undefined
}

type Answers = {
  [M in keyof EngineContract]?: (
    request: EngineContract[M]['request'],
    progress?: (state: never) => void,
  ) => EngineContract[M]['reply'] | Promise<EngineContract[M]['reply']>
}

/** An engine that answers from a table, writes down what it was asked, and can die and come back. */
export function createFakeEngine(answers: Answers = {}) {
  const calls: EngineCall[] = []
  const status = shallowRef<EngineStatus>('ready')
  const generation = shallowRef(1)
  const table: Answers = { openSample: () => imageInfo(), closeImage: () => null, ...answers }
  const client: EngineClient = {
    status,
    generation,
    async call(method, request, options = {}) {
      calls.push({ method, request, signal: options.signal })
      const answer = table[method] as ((request: unknown, progress: unknown) => unknown) | undefined
      if (!answer) throw new LabError('internal', `this test's engine does not answer ${method}`)
      const reply = await answer(request, options.onProgress)
      options.signal?.throwIfAborted()
      return reply as never
    },
    restart: async () => undefined,
  }
  const asked = (method: keyof EngineContract): EngineCall[] => calls.filter((call) => call.method === method)
  return { client, calls, asked, status, generation, table }
}

let lastImage = 0

export function imageInfo(parts: Partial<ImageInfo> = {}): ImageInfo {
  const id = `image-${++lastImage}` as ImageId
  return {
    id,
    name: 'photo.jpg',
    width: 60,
    height: 40,
    channels: 3,
    hasAlpha: false,
    depth: 8,
    format: 'JPEG',
    bytes: 9,
    ...parts,
  }
}

export function emptyView(quality: View['quality'] = 'exact'): View {
  return { pixelWidth: 1, pixelHeight: 1, rgba: new Uint8ClampedArray(4), quality, milliseconds: 1 }
}

export const token = (name: string): FileToken => name as FileToken

/** A host that chooses nothing, remembers nothing and never fails. */
export function createFakeHost(verbs: Partial<Host> = {}): Host {
  const nothing = async (): Promise<null> => null
  return {
    start: async () => emptyStart,
    choosePhoto: nothing,
    chooseKernel: nothing,
    chooseNetwork: nothing,
    chooseSave: nothing,
    chooseFolder: nothing,
    ownRunFolder: async () => ({ token: token('own run'), name: 'training' }),
    recentFiles: async () => [],
    saveSettings: nothing,
    describeWindow: nothing,
    restartEngine: nothing,
    acceptDrop: nothing,
    connectEngine: nothing,
    onCommand: () => () => undefined,
    onEngineStatus: () => () => undefined,
    onOpenFile: () => () => undefined,
    ...verbs,
  }
}

export interface LabParts {
  readonly host?: Partial<Host>
  readonly engine?: ReturnType<typeof createFakeEngine>
  readonly start?: Partial<StartInfo>
}

/** Everything that main.ts provides, made of fakes; stores can be used right after, without a component. */
export function createLab({ host, engine = createFakeEngine(), start = {} }: LabParts = {}) {
  const app: App = createApp({ render: () => null })
  const pinia = createPinia()
  const texts = createTexts('en')
  const provided = [
    [hostKey, createFakeHost(host)],
    [engineKey, engine.client],
    [startKey, { ...emptyStart, ...start }],
  ] as const
  for (const [key, value] of provided) app.provide(key as symbol, value)
  app.use(pinia).use(texts)
  setActivePinia(pinia)
  const provide = Object.fromEntries(provided.map(([key, value]) => [key as symbol, value]))
  return { app, engine, global: { plugins: [pinia, texts], provide } }
}
