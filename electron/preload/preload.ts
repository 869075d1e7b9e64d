import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { IpcRendererEvent } from 'electron'
import { createLab } from './lab.ts'

const lab = createLab({
  invoke: (channel, request) => ipcRenderer.invoke(channel, request),
  listen(channel, listener) {
    const unwrap = (_event: IpcRendererEvent, ...values: unknown[]): void => listener(values[0] as never)
    ipcRenderer.on(channel, unwrap)
    return () => void ipcRenderer.off(channel, unwrap)
  },
  pathOf: (file) => webUtils.getPathForFile(file),
})

contextBridge.exposeInMainWorld('lab', lab)

// A port cannot cross the bridge. The nonce tells the page that it is the one it asked for; no other origin may have it.
ipcRenderer.on('host:enginePort', (event, nonce: string) => window.postMessage(nonce, location.origin, event.ports))
