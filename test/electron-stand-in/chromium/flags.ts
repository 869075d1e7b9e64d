// How Chromium is started: quiet, offline, and as much like Electron as its switches allow.

const FLAGS = [
  '--no-first-run',
  '--no-default-browser-check',
  '--no-startup-window',
  '--disable-quic',
  '--disable-sync',
  '--disable-default-apps',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-component-extensions-with-background-pages',
  '--disable-breakpad',
  '--disable-search-engine-choice-screen',
  '--disable-back-forward-cache',
  '--disable-popup-blocking',
  '--disable-hang-monitor',
  '--disable-extensions',
  '--password-store=basic',
  '--force-color-profile=srgb',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-dev-shm-usage',
  '--allow-file-access-from-files', // Electron grants file: pages this (the grantFileProtocolExtraPrivileges fuse)
  '--autoplay-policy=no-user-gesture-required', // Electron's default
  '--enable-unsafe-swiftshader', // WebGL2 without a GPU, also under Xvfb
]

/** Switches that hold lists, to which the app's own are added. */
const LISTS: Record<string, string[]> = {
  'disable-features': [
    'WebUIOmniboxPopup',
    'WebUIOmniboxAimPopup',
    'Translate',
    'MediaRouter',
    'OptimizationHints',
    'HttpsUpgrades',
    'HttpsFirstBalancedModeAutoEnable',
    'PaintHolding',
    'LocalNetworkAccessChecks',
    'LensOverlay',
    'AimEnabled',
    'PreconnectToSearch',
    'NetworkTimeServiceQuerying',
  ],
  // Electron has the `close` event of ports; Chromium keeps it behind this.
  'enable-blink-features': ['MessagePortCloseEvent'],
}

export interface ChromiumSettings {
  profile: string
  /** Of the stand-in's loopback server. */
  port: number
  /** The app's own switches. */
  switches: ReadonlyMap<string, string>
  isHeadless: boolean
}

export function chromiumArguments({ profile, port, switches, isHeadless }: ChromiumSettings): string[] {
  const all = new Map(switches)
  for (const [name, ours] of Object.entries(LISTS)) {
    const theirs = (switches.get(name) ?? '').split(',').filter(Boolean)
    all.set(name, [...ours, ...theirs].join(','))
  }
  const language = switches.get('lang')
  if (language) all.set('accept-lang', language)
  return [
    ...FLAGS,
    ...[...all].map(([name, value]) => (value ? `--${name}=${value}` : `--${name}`)),
    '--remote-debugging-pipe', // ours, and the leash
    '--remote-debugging-port=0', // Playwright's
    `--user-data-dir=${profile}`,
    // Nothing but loopback resolves, and *.localhost:80 is the stand-in's own server.
    `--host-resolver-rules=MAP *.localhost:80 127.0.0.1:${port}, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1`,
    ...(isHeadless ? ['--headless=new', '--screen-info={1920x1080}'] : []),
  ]
}
