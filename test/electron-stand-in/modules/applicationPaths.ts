// app.getPath and app.setPath, with the places of Electron for Linux.
import { mkdirSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'

const IN_HOME = ['desktop', 'documents', 'downloads', 'music', 'pictures', 'videos']

export class ApplicationPaths {
  #set = new Map<string, string>()
  #app: { name: string; switches: ReadonlyMap<string, string> }
  constructor(app: { name: string; switches: ReadonlyMap<string, string> }) {
    this.#app = app
  }

  get(name: string): string {
    return this.#set.get(name) ?? this.#default(name)
  }

  set(name: string, value: string): void {
    if (!path.isAbsolute(value)) throw new Error('Path must be absolute')
    if (name === 'userData' || name === 'sessionData') mkdirSync(value, { recursive: true })
    this.#set.set(name, value)
  }

  #default(name: string): string {
    if (IN_HOME.includes(name)) return path.join(homedir(), name[0].toUpperCase() + name.slice(1))
    switch (name) {
      case 'home':
        return homedir()
      case 'appData':
        return process.env.XDG_CONFIG_HOME || path.join(homedir(), '.config')
      case 'userData':
        return this.#app.switches.get('user-data-dir') || path.join(this.get('appData'), this.#app.name)
      case 'sessionData':
        return this.get('userData')
      case 'temp':
        return tmpdir()
      case 'exe':
      case 'module':
        return process.argv[0]
      case 'logs':
        return path.join(this.get('userData'), 'logs')
      case 'crashDumps':
        return path.join(this.get('userData'), 'Crashpad')
    }
    throw new Error(`Failed to get '${name}' path`)
  }
}
