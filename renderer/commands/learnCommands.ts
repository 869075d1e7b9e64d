import { useLearnStore } from '../stores/learnStore.ts'
import type { BoundCommand } from './commands.ts'

export function useLearnCommands() {
  const learn = useLearnStore()
  return {
    learnStart: { enabled: () => learn.canStart, run: () => learn.start() },
    learnPause: { enabled: () => learn.canPause, run: () => learn.pause() },
    learnStop: { enabled: () => learn.canStop, run: () => learn.stop() },
    adoptLearned: { enabled: () => learn.canAdoptLearned, run: () => learn.adoptLearned() },
    adoptExact: { enabled: () => learn.canAdoptExact, run: () => learn.adoptExact() },
  } satisfies Record<string, BoundCommand>
}
