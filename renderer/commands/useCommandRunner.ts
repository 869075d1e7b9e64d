import type { CommandId } from '../../shared/commandList.ts'
import { useNoticeStore } from '../stores/noticeStore.ts'
import { useCommands } from './commands.ts'
import { readableKeys } from './shortcutKeys.ts'

export const isMac = /mac/i.test(navigator.platform)

/** Commands as a component uses them. */
export function useCommandRunner() {
  const commands = useCommands()
  const notices = useNoticeStore()

  function enabled(id: CommandId): boolean {
    return commands[id].enabled()
  }

  /** Does nothing when it cannot be done now; a refusal becomes a notice. */
  async function run(id: CommandId): Promise<void> {
    if (enabled(id)) await notices.attempt(() => commands[id].run())
  }

  return { enabled, run, keys: (id: CommandId) => readableKeys(id, isMac) }
}
