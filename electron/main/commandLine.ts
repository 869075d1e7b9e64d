import path from 'node:path'

export interface CommandLine {
  readonly arguments: readonly string[]
  readonly workingDirectory: string
  /** Electron's own argument when it runs an unpackaged app; what comes before it is Electron's. */
  readonly packageRoot: string | null
}

/**
 * The photo named on the command line, absolute; null if none is. Chromium may put switches anywhere (and adds its own
 * when a second start is reported), so a name is what starts with no dash.
 */
export function photoOn({ arguments: all, workingDirectory, packageRoot }: CommandLine): string | null {
  const absolute = (name: string): string => path.resolve(workingDirectory, name)
  const own = packageRoot === null ? 0 : all.findIndex((each, index) => index > 0 && absolute(each) === packageRoot)
  if (own < 0) return null
  const name = all.slice(own + 1).find((each) => each !== '' && !each.startsWith('-'))
  return name === undefined ? null : absolute(name)
}
