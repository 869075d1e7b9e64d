import type { CommandId, MenuId } from './commandList.ts'

/** The languages of the lab. */
export const locales = ['en', 'zh'] as const
export type Locale = (typeof locales)[number]

/** Menu entries that the platform carries out itself, in whatever has the focus. */
export type PlatformLabel = 'cut' | 'copy' | 'paste' | 'selectAll' | 'fullScreen' | 'quit'

/** What the system's file dialogs list. */
export type DialogLabel = 'photos' | 'kernels' | 'networks' | 'everyFile'

/** The words of one language for everything in commandList and the native menu. A missing one does not compile. */
interface Labels {
  readonly commands: Readonly<Record<CommandId, string>>
  readonly menus: Readonly<Record<MenuId, string>>
  readonly platform: Readonly<Record<PlatformLabel, string>>
  readonly dialogs: Readonly<Record<DialogLabel, string>>
}

const en: Labels = {
  menus: { file: 'File', edit: 'Edit', kernel: 'Kernel', view: 'View', learn: 'Learn', help: 'Help' },
  commands: {
    openPhoto: 'Open Photo…',
    openSample: 'Open Sample Photo',
    openLecture: 'Open the Lecture’s Experiment',
    closePhoto: 'Close Photo',
    importKernel: 'Import Kernel…',
    exportKernel: 'Export Kernel…',
    exportResult: 'Export Result…',
    importNetwork: 'Import Network…',
    exportNetwork: 'Export Network…',
    undo: 'Undo',
    redo: 'Redo',
    copyKernel: 'Copy Kernel',
    pasteKernel: 'Paste Kernel',
    rotateLeft: 'Rotate Left',
    rotateRight: 'Rotate Right',
    rotateHalf: 'Rotate 180°',
    flipRows: 'Flip Top to Bottom',
    flipColumns: 'Flip Left to Right',
    transpose: 'Transpose',
    negate: 'Negate',
    normalize: 'Normalize to Sum 1',
    makeZeroSum: 'Shift to Sum 0',
    resetKernel: 'Reset Kernel',
    showPhoto: 'Photo',
    showWorkshop: 'Padding and Stride Workshop',
    showLayers: 'Stack of Layers',
    showLearnRoom: 'Learning Stage',
    showTrain: 'Train a Network',
    showConvolution: 'Convolution Settings',
    showLearn: 'Learn',
    showExplain: 'Explain a Pixel',
    viewSideBySide: 'Side by Side',
    viewSplit: 'Split Slider',
    viewResult: 'Result Only',
    zoomIn: 'Zoom In',
    zoomOut: 'Zoom Out',
    zoomActual: 'Actual Size',
    zoomFit: 'Fit to Window',
    nextRegion: 'Next Region',
    previousRegion: 'Previous Region',
    themeLight: 'Light',
    themeDark: 'Dark',
    themeSystem: 'Appearance of the System',
    languageEnglish: 'English',
    languageChinese: '中文 (Chinese)',
    languageSystem: 'Language of the System',
    toggleTurbo: 'Turbo On or Off at the Next Start',
    learnStart: 'Start or Resume Learning',
    learnStep: 'One Iteration',
    learnPause: 'Pause Learning',
    learnStop: 'Stop Learning',
    learnCompare: 'Compare All Optimizers',
    adoptLearned: 'Use the Learned Kernel',
    adoptExact: 'Use the Exact Solution',
    trainPictures: 'Choose Pictures to Train On…',
    trainStart: 'Start or Go On Training',
    trainPause: 'Pause Training',
    trainStop: 'Stop Training',
    showLessons: 'Lessons',
    lessonNext: 'Next Step of the Lesson',
    lessonPrevious: 'Previous Step of the Lesson',
    leaveLessons: 'Leave the Lessons',
    copyPrintout: 'Copy the Run as Text',
    exportRun: 'Export Run as CSV…',
    exportCurve: 'Export Loss Curve…',
    exportLearned: 'Export Learned Kernel…',
    showPalette: 'Command Palette…',
    showAbout: 'About Kernel Lab',
  },
  platform: {
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select All',
    fullScreen: 'Full Screen',
    quit: 'Quit Kernel Lab',
  },
  dialogs: { photos: 'Photos', kernels: 'Kernels', networks: 'Networks', everyFile: 'All Files' },
}

const zh: Labels = {
  menus: { file: '文件', edit: '编辑', kernel: '卷积核', view: '视图', learn: '学习', help: '帮助' },
  commands: {
    openPhoto: '打开照片…',
    openSample: '打开示例照片',
    openLecture: '打开课程实验',
    closePhoto: '关闭照片',
    importKernel: '导入卷积核…',
    exportKernel: '导出卷积核…',
    exportResult: '导出结果…',
    importNetwork: '导入网络…',
    exportNetwork: '导出网络…',
    undo: '撤销',
    redo: '重做',
    copyKernel: '复制卷积核',
    pasteKernel: '粘贴卷积核',
    rotateLeft: '向左旋转',
    rotateRight: '向右旋转',
    rotateHalf: '旋转 180°',
    flipRows: '上下翻转',
    flipColumns: '左右翻转',
    transpose: '转置',
    negate: '取反',
    normalize: '归一化(和为 1)',
    makeZeroSum: '零和化(和为 0)',
    resetKernel: '重置卷积核',
    showPhoto: '照片',
    showWorkshop: '填充与步幅工坊',
    showLayers: '层的堆叠',
    showLearnRoom: '学习舞台',
    showTrain: '训练网络',
    showConvolution: '卷积设置',
    showLearn: '学习',
    showExplain: '解释像素',
    viewSideBySide: '并排显示',
    viewSplit: '分割对比',
    viewResult: '仅显示结果',
    zoomIn: '放大',
    zoomOut: '缩小',
    zoomActual: '实际大小',
    zoomFit: '适应窗口',
    nextRegion: '下一区域',
    previousRegion: '上一区域',
    themeLight: '浅色',
    themeDark: '深色',
    themeSystem: '外观跟随系统',
    languageEnglish: 'English(英文)',
    languageChinese: '中文',
    languageSystem: '语言跟随系统',
    toggleTurbo: '下次启动时开启或关闭加速',
    learnStart: '开始或继续学习',
    learnStep: '单步迭代',
    learnPause: '暂停学习',
    learnStop: '停止学习',
    learnCompare: '比较所有优化器',
    adoptLearned: '采用学到的卷积核',
    adoptExact: '采用精确解',
    trainPictures: '选择训练图片…',
    trainStart: '开始或继续训练',
    trainPause: '暂停训练',
    trainStop: '停止训练',
    showLessons: '小课',
    lessonNext: '小课：下一步',
    lessonPrevious: '小课：上一步',
    leaveLessons: '离开小课',
    copyPrintout: '复制运行文本',
    exportRun: '导出运行为 CSV…',
    exportCurve: '导出损失曲线…',
    exportLearned: '导出学到的卷积核…',
    showPalette: '命令面板…',
    showAbout: '关于 Kernel Lab',
  },
  platform: {
    cut: '剪切',
    copy: '复制',
    paste: '粘贴',
    selectAll: '全选',
    fullScreen: '全屏',
    quit: '退出 Kernel Lab',
  },
  dialogs: { photos: '照片', kernels: '卷积核', networks: '网络', everyFile: '所有文件' },
}

export const labels: Readonly<Record<Locale, Labels>> = { en, zh }

/** The first of the system's languages (BCP 47 tags, best first) that the lab speaks; English when it speaks none. */
export function chooseLocale(wanted: 'system' | Locale, systemLanguages: readonly string[]): Locale {
  if (wanted !== 'system') return wanted
  for (const tag of systemLanguages) {
    const spoken = locales.find((locale) => tag.toLowerCase().split('-')[0] === locale)
    if (spoken) return spoken
  }
  return 'en'
}
