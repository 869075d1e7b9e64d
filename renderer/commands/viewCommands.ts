import { useDialogStore } from '../stores/dialogStore.ts'
import { useImageStore } from '../stores/imageStore.ts'
import { useNoticeStore } from '../stores/noticeStore.ts'
import { usePlaceStore } from '../stores/placeStore.ts'
import type { Room, Tool } from '../stores/placeStore.ts'
import { useSettingsStore } from '../stores/settingsStore.ts'
import { fit, largestScale, smallestScale } from '../stores/viewport.ts'
import { useViewportStore } from '../stores/viewportStore.ts'
import type { Layout } from '../stores/viewportStore.ts'
import { always } from './commands.ts'
import type { BoundCommand } from './commands.ts'
import { moveToRegion } from './regionFocus.ts'

export function useViewCommands() {
  const images = useImageStore()
  const view = useViewportStore()
  const settings = useSettingsStore()
  const dialogs = useDialogStore()
  const place = usePlaceStore()
  const notices = useNoticeStore()
  const hasPhoto = (): boolean => images.info !== null

  const choose = (layout: Layout): BoundCommand => ({ enabled: hasPhoto, run: () => void (view.layout = layout) })
  const enter = (room: Room): BoundCommand => ({ enabled: always, run: () => void (place.room = room) })
  const take = (tool: Tool): BoundCommand => ({ enabled: always, run: () => place.take(tool) })
  const setting = (part: Parameters<typeof settings.change>[0]): BoundCommand => ({
    enabled: always,
    run: () => settings.change(part),
  })

  function canZoom(direction: 1 | -1): boolean {
    if (!view.placed || !view.photo) return false
    const { scale } = view.placed
    return direction > 0 ? scale < largestScale : scale > smallestScale(view.photo, view.pane)
  }

  /** It begins with the next start, so that nothing else would show that it was chosen. */
  function toggleTurbo(): void {
    const turbo = !settings.settings.turbo
    settings.change({ turbo })
    notices.withdraw(turbo ? 'frame.turbo.off' : 'frame.turbo.on')
    notices.tell('done', turbo ? 'frame.turbo.on' : 'frame.turbo.off')
  }

  return {
    showPhoto: enter('photo'),
    showWorkshop: enter('workshop'),
    showLayers: enter('layers'),
    showLearnRoom: {
      enabled: always,
      run: () => {
        place.room = 'learning'
        place.tool = 'learn'
      },
    },
    showTrain: enter('train'),
    showConvolution: take('convolution'),
    showLearn: take('learn'),
    showExplain: take('explain'),
    viewSideBySide: choose('sideBySide'),
    viewSplit: choose('split'),
    viewResult: choose('result'),
    zoomIn: { enabled: () => canZoom(1), run: () => view.zoomBy(1) },
    zoomOut: { enabled: () => canZoom(-1), run: () => view.zoomBy(-1) },
    zoomActual: { enabled: hasPhoto, run: () => view.zoomTo(1) },
    zoomFit: { enabled: hasPhoto, run: () => void (view.viewport = fit) },
    nextRegion: { enabled: always, run: () => moveToRegion(1) },
    previousRegion: { enabled: always, run: () => moveToRegion(-1) },
    themeLight: setting({ theme: 'light' }),
    themeDark: setting({ theme: 'dark' }),
    themeSystem: setting({ theme: 'system' }),
    languageEnglish: setting({ locale: 'en' }),
    languageChinese: setting({ locale: 'zh' }),
    languageSystem: setting({ locale: 'system' }),
    toggleTurbo: { enabled: always, run: toggleTurbo },
    showPalette: { enabled: always, run: () => dialogs.show('palette') },
    showAbout: { enabled: always, run: () => dialogs.show('about') },
  } satisfies Record<string, BoundCommand>
}
