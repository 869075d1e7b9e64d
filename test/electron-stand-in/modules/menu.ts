// Menu: a model without a picture; a spec clicks items by id.
import { EventEmitter } from 'node:events'
import { refuse } from '../unmodelled.ts'
import { app } from './application.ts'
import { BrowserWindow } from './browserWindow.ts'

type Click = (item: MenuItem, window: BrowserWindow | null, event: object) => void

interface MenuItemOptions {
  id?: string
  type?: string
  role?: string
  label?: string
  accelerator?: string
  enabled?: boolean
  visible?: boolean
  checked?: boolean
  submenu?: Menu | MenuItemOptions[]
  click?: Click
}

const ROLES: Record<string, (window: BrowserWindow | null) => void> = {
  quit: () => app.quit(),
  close: (window) => window?.close(),
  reload: (window) => window?.reload(),
  minimize: (window) => window?.minimize(),
  togglefullscreen: (window) => window?.setFullScreen(!window.isFullScreen()),
  about: () => app.showAboutPanel(),
}

export class MenuItem {
  id?: string
  type: string
  role?: string
  label: string
  accelerator?: string
  enabled: boolean
  visible: boolean
  checked: boolean
  submenu?: Menu
  menu!: Menu
  #click?: Click

  constructor(options: MenuItemOptions) {
    const { submenu, click, ...rest } = options
    this.submenu = Array.isArray(submenu) ? Menu.buildFromTemplate(submenu) : submenu
    this.type = rest.type ?? (this.submenu ? 'submenu' : 'normal')
    this.label = rest.label ?? rest.role ?? ''
    this.enabled = rest.enabled ?? true
    this.visible = rest.visible ?? true
    this.checked = rest.checked ?? false
    this.id = rest.id
    this.role = rest.role
    this.accelerator = rest.accelerator
    this.#click = click
  }

  // A property, because a spec takes it along: `const { click } = item`.
  click = (event: object = {}, window: BrowserWindow | null = BrowserWindow.getFocusedWindow()): void => {
    if (!this.enabled) return // the operating system would not let it be clicked
    if (this.type === 'checkbox') this.checked = !this.checked
    if (this.type === 'radio')
      for (const item of this.menu.items) if (item.type === 'radio') item.checked = item === this
    if (this.#click) this.#click(this, window, event)
    else if (this.role) (ROLES[this.role] ?? (() => refuse(`menu role ${this.role}`)))(window)
  }
}

let applicationMenu: Menu | null = null

export class Menu extends EventEmitter {
  items: MenuItem[] = []

  static buildFromTemplate(template: (MenuItem | MenuItemOptions)[]): Menu {
    const menu = new Menu()
    for (const item of template) menu.append(item instanceof MenuItem ? item : new MenuItem(item))
    return menu
  }
  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu
  }
  static getApplicationMenu(): Menu | null {
    return applicationMenu
  }

  append(item: MenuItem): void {
    this.insert(this.items.length, item)
  }
  insert(position: number, item: MenuItem): void {
    item.menu = this
    this.items.splice(position, 0, item)
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id)
      if (found) return found
    }
    return null
  }
  popup(): void {
    this.emit('menu-will-show', {})
  }
  closePopup(): void {
    this.emit('menu-will-close', {})
  }
}
