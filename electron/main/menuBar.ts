import type { Menu, MenuItemConstructorOptions } from 'electron'
import type { Locale } from '../../shared/commandLabels.ts'
import type { CommandId } from '../../shared/commandList.ts'
import type { Settings } from '../../shared/rpc/hostContract.ts'
import { enableItems, menuTemplate } from './menu.ts'

export interface MenuBarParts {
  readonly platform: NodeJS.Platform
  /** The language in use, which the settings choose. */
  readonly locale: () => Locale
  /** Makes the template the application's menu. */
  readonly install: (template: MenuItemConstructorOptions[]) => Pick<Menu, 'getMenuItemById'>
  readonly run: (id: CommandId) => void
}

export interface MenuBar {
  /** Words and marks follow the settings. */
  show(settings: Settings): void
  /** Only these commands can be used now. */
  enable(commands: ReadonlySet<CommandId>): void
}

export function createMenuBar({ platform, locale, install, run }: MenuBarParts): MenuBar {
  let menu: Pick<Menu, 'getMenuItemById'> | null = null
  let looks = ''
  let enabled: ReadonlySet<CommandId> = new Set()

  return {
    show(settings) {
      const wanted = [locale(), settings.locale, settings.theme].join()
      if (wanted === looks) return // a new menu would close the one a person has open
      looks = wanted
      menu = install(menuTemplate({ platform, locale: locale(), settings, enabled, run }))
    },
    enable(commands) {
      enabled = commands
      if (menu) enableItems(menu, enabled)
    },
  }
}
