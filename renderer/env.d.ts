import type { Lab } from '../shared/rpc/hostContract.ts'

declare global {
  interface Window {
    /** Put there by the preload; renderer/host.ts is its only reader. */
    readonly lab: Lab
  }
}
