import type { HostContract, HostEvents, HostMethod, HostReply, Lab } from '../../shared/rpc/hostContract.ts'

/** The slices of Electron that the bridge stands on. */
export interface Bridge {
  invoke(channel: string, request: unknown): Promise<unknown>
  /** Hears the channel's first argument, never the event (whose sender could reach everything); returns how to stop. */
  listen(channel: string, listener: (value: never) => void): () => void
  /** webUtils.getPathForFile: '' for a file that a script made. */
  pathOf(file: File): string
}

/** `window.lab`: one verb for one method, and nothing that takes a channel's name. */
export function createLab({ invoke, listen, pathOf }: Bridge): Lab {
  function ask<M extends HostMethod>(method: M, request: HostContract[M]['request']) {
    return invoke(`host:${method}`, request) as Promise<HostReply<HostContract[M]['reply']>>
  }
  function hear<E extends keyof HostEvents>(event: E, listener: (value: HostEvents[E]) => void) {
    return listen(`host:${event}`, listener)
  }

  return Object.freeze<Lab>({
    start: () => ask('start', null),
    choosePhoto: () => ask('choosePhoto', null),
    chooseKernel: () => ask('chooseKernel', null),
    chooseNetwork: () => ask('chooseNetwork', null),
    chooseSave: (suggestion) => ask('chooseSave', suggestion),
    chooseFolder: (wish) => ask('chooseFolder', wish),
    ownRunFolder: () => ask('ownRunFolder', null),
    recentFiles: () => ask('recentFiles', null),
    saveSettings: (settings) => ask('saveSettings', settings),
    describeWindow: (description) => ask('describeWindow', description),
    restartEngine: () => ask('restartEngine', null),
    async acceptDrop(file) {
      const path = pathOf(file)
      return path === '' ? { ok: true, value: null } : ask('acceptDrop', { path })
    },
    connectEngine: (nonce) => ask('connectEngine', { nonce }),
    onCommand: (listener) => hear('command', listener),
    onEngineStatus: (listener) => hear('engineStatus', listener),
    onOpenFile: (listener) => hear('openFile', listener),
  })
}
