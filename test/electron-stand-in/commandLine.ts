// What Electron reads from its command line (default_app/main.ts): switches, modules to load, the app's path.

export interface CommandLine {
  /** The first argument that is neither a switch nor the value of one. */
  appPath: string | null
  /** Port of --inspect, as Playwright passes it. */
  inspectPort: number | null
  /** -r, --require: loaded before the app. */
  modules: string[]
  /** --name or --name=value. */
  switches: Map<string, string>
  wantsVersion: boolean
  /** Playwright attaches to Chromium's DevTools as well. */
  isDriven: boolean
}

export function readCommandLine(argv: readonly string[]): CommandLine {
  const line: CommandLine = {
    appPath: null,
    inspectPort: null,
    modules: [],
    switches: new Map(),
    wantsVersion: argv.includes('--version'),
    isDriven: argv.includes('--remote-debugging-port=0'),
  }
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i]
    const [, name, value] = /^--([^=]+)(?:=([^]*))?$/.exec(argument) ?? []
    if (argument === '-r' || argument === '--require') line.modules.push(argv[++i])
    else if (name === 'inspect' || name === 'inspect-brk')
      line.inspectPort = Number((value ?? '9229').split(':').at(-1))
    else if (name && !/^(remote-debugging-|app$|headless)/.test(name)) line.switches.set(name, value ?? '')
    else if (!argument.startsWith('-')) line.appPath ??= argument
  }
  return line
}
