import type { CommandId } from '../../shared/commandList.ts'
import { useFileCommands } from './fileCommands.ts'
import { useKernelCommands } from './kernelCommands.ts'
import { useLearnCommands } from './learnCommands.ts'
import { useLessonCommands } from './lessonCommands.ts'
import { useTrainCommands } from './trainCommands.ts'
import { useViewCommands } from './viewCommands.ts'

/** What an id of shared/commandList does, and when it can. Both are called where reactivity follows them. */
export interface BoundCommand {
  readonly enabled: () => boolean
  readonly run: () => void | Promise<void>
}

/** Every command, bound: a missing one does not compile. */
export function useCommands(): Record<CommandId, BoundCommand> {
  return {
    ...{ ...useFileCommands(), ...useKernelCommands(), ...useViewCommands() },
    ...{ ...useLearnCommands(), ...useTrainCommands(), ...useLessonCommands() },
  }
}

export const always = (): boolean => true
