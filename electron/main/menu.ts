import type { Menu, MenuItemConstructorOptions } from 'electron'
import { commandList, menus } from '../../shared/commandList.ts'
import type { Command, CommandId, MenuId } from '../../shared/commandList.ts'
import { labels } from '../../shared/commandLabels.ts'
import type { Locale } from '../../shared/commandLabels.ts'
import type { Settings } from '../../shared/rpc/hostContract.ts'

export interface MenuParts {
  readonly platform: NodeJS.Platform
  readonly locale: Locale
  readonly settings: Settings
  readonly enabled: ReadonlySet<CommandId>
  readonly run: (id: CommandId) => void
}

/** The commands that choose one of several settings, and whether theirs is the chosen one. */
const choices: Partial<Record<CommandId, (settings: Settings) => boolean>> = {
  themeLight: ({ theme }) => theme === 'light',
  themeDark: ({ theme }) => theme === 'dark',
  themeSystem: ({ theme }) => theme === 'system',
  languageEnglish: ({ locale }) => locale === 'en',
  languageChinese: ({ locale }) => locale === 'zh',
  languageSystem: ({ locale }) => locale === 'system',
}

/** The native menu: commandList in order, and what each platform expects beside it. */
export function menuTemplate(parts: MenuParts): MenuItemConstructorOptions[] {
  const words = labels[parts.locale]
  const submenus = menus.map((menu) => ({
    label: words.menus[menu],
    submenu: [...commandItems(menu, parts), ...platformItems(menu, parts)],
  }))
  return parts.platform === 'darwin' ? [applicationMenu(parts), ...submenus] : submenus
}

function commandItems(menu: MenuId, parts: MenuParts): MenuItemConstructorOptions[] {
  const commands = (commandList as readonly (Command & { id: CommandId })[]).filter((command) => command.menu === menu)
  return commands.flatMap((command) => [
    ...(command.startsGroup ? [{ type: 'separator' as const }] : []),
    commandItem(command, parts),
  ])
}

function commandItem({ id, keys }: Command & { id: CommandId }, parts: MenuParts): MenuItemConstructorOptions {
  const isChosen = choices[id]
  return {
    id,
    label: labels[parts.locale].commands[id],
    enabled: parts.enabled.has(id),
    accelerator: keys,
    // Shown, but the page alone listens: it knows whether the keys belong to the text field that has the focus.
    registerAccelerator: false,
    click: () => parts.run(id),
    ...(isChosen ? { type: 'radio' as const, checked: isChosen(parts.settings) } : {}),
  }
}

/** What the platform does by itself, in text fields and to the window. */
function platformItems(menu: MenuId, { locale, platform }: MenuParts): MenuItemConstructorOptions[] {
  const words = labels[locale].platform
  if (menu === 'edit') {
    const roles = ['cut', 'copy', 'paste', 'selectAll'] as const
    return [{ type: 'separator' }, ...roles.map((role) => ({ role, label: words[role] }))]
  }
  if (menu === 'view') return [{ type: 'separator' }, { role: 'togglefullscreen', label: words.fullScreen }]
  if (menu === 'file' && platform !== 'darwin') return [{ type: 'separator' }, { role: 'quit', label: words.quit }]
  return []
}

function applicationMenu({ locale, run }: MenuParts): MenuItemConstructorOptions {
  const { commands, platform } = labels[locale]
  return {
    label: 'Kernel Lab',
    submenu: [
      { label: commands.showAbout, click: () => run('showAbout') },
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit', label: platform.quit },
    ],
  }
}

/** Changes what can be used, in place: a new menu would close the one a person has open. */
export function enableItems(menu: Pick<Menu, 'getMenuItemById'>, enabled: ReadonlySet<CommandId>): void {
  for (const { id } of commandList) {
    const item = menu.getMenuItemById(id)
    if (item) item.enabled = enabled.has(id)
  }
}
