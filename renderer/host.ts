import { inject } from 'vue'
import type { InjectionKey } from 'vue'
import { LabError } from '../shared/errors.ts'
import type { ChosenFile, HostContract, HostReply, Lab } from '../shared/rpc/hostContract.ts'

type Verb = Exclude<keyof HostContract, 'acceptDrop'>

type Call<M extends Verb> = HostContract[M]['request'] extends null
  ? () => Promise<HostContract[M]['reply']>
  : (request: HostContract[M]['request']) => Promise<HostContract[M]['reply']>

/** The main process as the window sees it: answers are values, refusals are thrown as `LabError`. */
export type Host = { readonly [M in Exclude<Verb, 'connectEngine'>]: Call<M> } & {
  /** null when the file has no path: made by script, or dragged out of another program. */
  acceptDrop(file: File): Promise<ChosenFile | null>
  connectEngine(nonce: string): Promise<null>
} & Pick<Lab, 'onCommand' | 'onEngineStatus' | 'onOpenFile'>

export function createHost(lab: Lab): Host {
  return {
    start: async () => unwrap(await lab.start()),
    choosePhoto: async () => unwrap(await lab.choosePhoto()),
    chooseKernel: async () => unwrap(await lab.chooseKernel()),
    chooseNetwork: async () => unwrap(await lab.chooseNetwork()),
    chooseSave: async (suggestion) => unwrap(await lab.chooseSave(suggestion)),
    chooseFolder: async (wish) => unwrap(await lab.chooseFolder(wish)),
    ownRunFolder: async () => unwrap(await lab.ownRunFolder()),
    recentFiles: async () => unwrap(await lab.recentFiles()),
    saveSettings: async (settings) => unwrap(await lab.saveSettings(settings)),
    describeWindow: async (description) => unwrap(await lab.describeWindow(description)),
    restartEngine: async () => unwrap(await lab.restartEngine()),
    acceptDrop: async (file) => unwrap(await lab.acceptDrop(file)),
    connectEngine: async (nonce) => unwrap(await lab.connectEngine(nonce)),
    onCommand: (listener) => lab.onCommand(listener),
    onEngineStatus: (listener) => lab.onEngineStatus(listener),
    onOpenFile: (listener) => lab.onOpenFile(listener),
  }
}

/** contextBridge keeps nothing of a thrown error but its message; that is why answers come as records. */
function unwrap<T>(reply: HostReply<T>): T {
  if (reply.ok) return reply.value
  throw LabError.from(reply.error)
}

export const hostKey: InjectionKey<Host> = Symbol('host')

export function useHost(): Host {
  const host = inject(hostKey)
  if (!host) throw new LabError('internal', 'the window was started without a host')
  return host
}
