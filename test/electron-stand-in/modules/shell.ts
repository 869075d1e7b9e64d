import { modelled } from '../unmodelled.ts'

/** Does nothing: specs replace what they want to see called. */
export const shell = modelled('shell', {
  async openExternal(_url: string) {},
  async openPath(_file: string) {
    return ''
  },
  showItemInFolder(_file: string) {},
  beep() {},
})
