import { onScopeDispose, watch } from 'vue'
import { commandList } from '../../shared/commandList.ts'
import { usePhotoName } from '../locales/usePhotoName.ts'
import { useHost } from '../host.ts'
import { useDialogStore } from '../stores/dialogStore.ts'
import { useEngineStore } from '../stores/engineStore.ts'
import { useImageStore } from '../stores/imageStore.ts'
import { useNoticeStore } from '../stores/noticeStore.ts'
import { useSettingsStore } from '../stores/settingsStore.ts'
import { useCommandRunner } from './useCommandRunner.ts'

/** What main tells the window, and what the window tells main of itself. */
export function useMainEvents(): void {
  const host = useHost()
  const images = useImageStore()
  const notices = useNoticeStore()
  const settings = useSettingsStore()
  const dialogs = useDialogStore()
  const engine = useEngineStore()
  const { run, enabled } = useCommandRunner()
  const photoName = usePhotoName()

  onScopeDispose(host.onCommand((id) => void run(id)))
  onScopeDispose(host.onOpenFile((file) => void images.open({ kind: 'file', file })))
  if (settings.startFile) void images.open({ kind: 'file', file: settings.startFile })
  void images.refreshRecent()

  // The engine's end and return are told once each; the first start is no news.
  watch(
    () => engine.status,
    (status, before) => {
      if (status === 'restarting' && before === 'ready') notices.tell('warning', 'frame.engineLost')
      if (status === 'gave-up') notices.tell('warning', 'frame.engineGone')
      if (status === 'ready' && engine.generation > 1) {
        notices.withdraw('frame.engineLost')
        notices.withdraw('frame.engineGone')
        notices.tell('done', 'frame.engineBack')
      }
    },
  )

  watch(
    () => ({
      document: photoName.value,
      // Behind a dialog nothing of the menu can be used.
      enabled: dialogs.open ? [] : commandList.map(({ id }) => id).filter(enabled),
    }),
    (description, before) => {
      if (JSON.stringify(description) !== JSON.stringify(before))
        void notices.attempt(() => host.describeWindow(description))
    },
    { immediate: true },
  )
}
