import { schemes, type ProtocolHandler, type Scheme } from '../chromium/schemeUrls.ts'
import { modelled, refuse } from '../unmodelled.ts'
import { app } from './application.ts'

export const protocol = modelled('protocol', {
  registerSchemesAsPrivileged(list: { scheme: string; privileges?: Scheme['privileges'] }[]) {
    if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    if (schemes.size) throw new Error('protocol.registerSchemesAsPrivileged can be called once only')
    for (const { scheme, privileges = {} } of list) schemes.set(scheme, { privileges, handler: null })
  },

  handle(scheme: string, handler: ProtocolHandler) {
    const entry = schemes.get(scheme)
    if (!entry?.privileges.standard || !entry.privileges.secure)
      return refuse(`protocol.handle of '${scheme}', which is not registered as standard and secure,`)
    if (entry.handler) throw new Error(`Failed to register protocol: ${scheme}`)
    entry.handler = handler
  },

  unhandle(scheme: string) {
    const entry = schemes.get(scheme)
    if (!entry?.handler) throw new Error(`Failed to unhandle protocol: ${scheme}`)
    entry.handler = null
  },

  isProtocolHandled: (scheme: string) => Boolean(schemes.get(scheme)?.handler),
})
