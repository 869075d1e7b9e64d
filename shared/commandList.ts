/** One place in the native menu, in order. */
export const menus = ['file', 'edit', 'kernel', 'view', 'learn', 'help'] as const
export type MenuId = (typeof menus)[number]

export interface Command {
  readonly id: string
  readonly menu: MenuId
  /** Electron's accelerator; `CmdOrCtrl` becomes ⌘ or Ctrl. Unique over all commands. */
  readonly keys?: string
  /** Whether it changes the kernel document, so that undo can take it back. */
  readonly undoable: boolean
  /** A line above it in the menu. */
  readonly startsGroup?: true
}

/**
 * Everything a person can do, once. Menu, toolbar, palette and shortcuts read this list; labels are the messages
 * `commands.<id>` of the locales; renderer/commands binds each id to what it does and when it can.
 */
export const commandList = [
  { id: 'openPhoto', menu: 'file', keys: 'CmdOrCtrl+O', undoable: false },
  { id: 'openSample', menu: 'file', undoable: false },
  { id: 'openLecture', menu: 'file', undoable: false },
  { id: 'closePhoto', menu: 'file', keys: 'CmdOrCtrl+W', undoable: false },
  { id: 'importKernel', menu: 'file', keys: 'CmdOrCtrl+I', undoable: true, startsGroup: true },
  { id: 'exportKernel', menu: 'file', keys: 'CmdOrCtrl+E', undoable: false },
  { id: 'exportResult', menu: 'file', keys: 'CmdOrCtrl+S', undoable: false },
  { id: 'importNetwork', menu: 'file', undoable: false, startsGroup: true },
  { id: 'exportNetwork', menu: 'file', undoable: false },
  { id: 'undo', menu: 'edit', keys: 'CmdOrCtrl+Z', undoable: false },
  { id: 'redo', menu: 'edit', keys: 'CmdOrCtrl+Shift+Z', undoable: false },
  { id: 'copyKernel', menu: 'edit', keys: 'CmdOrCtrl+Shift+C', undoable: false, startsGroup: true },
  { id: 'pasteKernel', menu: 'edit', keys: 'CmdOrCtrl+Shift+V', undoable: true },
  { id: 'rotateLeft', menu: 'kernel', keys: 'Alt+Left', undoable: true },
  { id: 'rotateRight', menu: 'kernel', keys: 'Alt+Right', undoable: true },
  { id: 'rotateHalf', menu: 'kernel', undoable: true },
  { id: 'flipRows', menu: 'kernel', undoable: true },
  { id: 'flipColumns', menu: 'kernel', undoable: true },
  { id: 'transpose', menu: 'kernel', keys: 'Alt+T', undoable: true },
  { id: 'negate', menu: 'kernel', keys: 'Alt+N', undoable: true, startsGroup: true },
  { id: 'normalize', menu: 'kernel', keys: 'Alt+Shift+N', undoable: true },
  { id: 'makeZeroSum', menu: 'kernel', keys: 'Alt+0', undoable: true },
  { id: 'resetKernel', menu: 'kernel', undoable: true },
  { id: 'showPhoto', menu: 'view', keys: 'Alt+1', undoable: false },
  { id: 'showWorkshop', menu: 'view', keys: 'Alt+2', undoable: false },
  { id: 'showLayers', menu: 'view', keys: 'Alt+6', undoable: false },
  { id: 'showLearnRoom', menu: 'view', keys: 'Alt+7', undoable: false },
  { id: 'showTrain', menu: 'view', keys: 'Alt+8', undoable: false },
  { id: 'showConvolution', menu: 'view', keys: 'Alt+3', undoable: false, startsGroup: true },
  { id: 'showLearn', menu: 'view', keys: 'Alt+4', undoable: false },
  { id: 'showExplain', menu: 'view', keys: 'Alt+5', undoable: false },
  { id: 'viewSideBySide', menu: 'view', startsGroup: true, keys: 'CmdOrCtrl+1', undoable: false },
  { id: 'viewSplit', menu: 'view', keys: 'CmdOrCtrl+2', undoable: false },
  { id: 'viewResult', menu: 'view', keys: 'CmdOrCtrl+3', undoable: false },
  { id: 'zoomIn', menu: 'view', keys: 'CmdOrCtrl+=', undoable: false, startsGroup: true },
  { id: 'zoomOut', menu: 'view', keys: 'CmdOrCtrl+-', undoable: false },
  { id: 'zoomActual', menu: 'view', keys: 'CmdOrCtrl+0', undoable: false },
  { id: 'zoomFit', menu: 'view', keys: 'CmdOrCtrl+9', undoable: false },
  { id: 'nextRegion', menu: 'view', keys: 'F6', undoable: false, startsGroup: true },
  { id: 'previousRegion', menu: 'view', keys: 'Shift+F6', undoable: false },
  { id: 'themeLight', menu: 'view', undoable: false, startsGroup: true },
  { id: 'themeDark', menu: 'view', undoable: false },
  { id: 'themeSystem', menu: 'view', undoable: false },
  { id: 'languageEnglish', menu: 'view', undoable: false, startsGroup: true },
  { id: 'languageChinese', menu: 'view', undoable: false },
  { id: 'languageSystem', menu: 'view', undoable: false },
  { id: 'toggleTurbo', menu: 'view', undoable: false, startsGroup: true },
  { id: 'learnStart', menu: 'learn', keys: 'CmdOrCtrl+Enter', undoable: false },
  { id: 'learnStep', menu: 'learn', keys: 'CmdOrCtrl+J', undoable: false },
  { id: 'learnPause', menu: 'learn', keys: 'CmdOrCtrl+.', undoable: false },
  { id: 'learnStop', menu: 'learn', undoable: false },
  { id: 'learnCompare', menu: 'learn', undoable: false },
  { id: 'adoptLearned', menu: 'learn', keys: 'CmdOrCtrl+Shift+Enter', undoable: true, startsGroup: true },
  { id: 'adoptExact', menu: 'learn', undoable: true },
  { id: 'copyPrintout', menu: 'learn', undoable: false, startsGroup: true },
  { id: 'exportRun', menu: 'learn', undoable: false },
  { id: 'exportCurve', menu: 'learn', undoable: false },
  { id: 'exportLearned', menu: 'learn', undoable: false },
  { id: 'trainPictures', menu: 'learn', undoable: false, startsGroup: true },
  { id: 'trainStart', menu: 'learn', keys: 'CmdOrCtrl+Alt+Enter', undoable: false },
  { id: 'trainPause', menu: 'learn', keys: 'CmdOrCtrl+Alt+.', undoable: false },
  { id: 'trainStop', menu: 'learn', undoable: false },
  { id: 'showLessons', menu: 'help', keys: 'CmdOrCtrl+L', undoable: false },
  { id: 'lessonNext', menu: 'help', keys: 'CmdOrCtrl+PageDown', undoable: false },
  { id: 'lessonPrevious', menu: 'help', keys: 'CmdOrCtrl+PageUp', undoable: false },
  { id: 'leaveLessons', menu: 'help', undoable: false },
  { id: 'showPalette', menu: 'help', startsGroup: true, keys: 'CmdOrCtrl+K', undoable: false },
  { id: 'showAbout', menu: 'help', undoable: false },
] as const satisfies readonly Command[]

export type CommandId = (typeof commandList)[number]['id']
