import { useLearnLookStore } from '../stores/learnLookStore.ts'
import { useLearnStore } from '../stores/learnStore.ts'
import type { BoundCommand } from './commands.ts'
import { useRunFiles } from './useRunFiles.ts'

export function useLearnCommands() {
  const learn = useLearnStore()
  const look = useLearnLookStore()
  const files = useRunFiles()
  const hasRun = (): boolean => look.run !== null && look.run.loss !== null
  return {
    learnStart: { enabled: () => learn.canStart, run: () => learn.start() },
    learnStep: { enabled: () => learn.canStep, run: () => learn.step() },
    learnPause: { enabled: () => learn.canPause, run: () => learn.pause() },
    learnStop: { enabled: () => learn.canStop, run: () => learn.stop() },
    learnCompare: { enabled: () => learn.canCompare, run: () => learn.compare() },
    adoptLearned: {
      enabled: () => learn.canAdoptLearned && look.kernel !== null,
      run: () => learn.adoptLearned(look.kernel),
    },
    adoptExact: { enabled: () => learn.canAdoptExact, run: () => learn.adoptExact() },
    copyPrintout: { enabled: hasRun, run: () => files.copyPrintout() },
    exportRun: { enabled: hasRun, run: () => files.exportRun() },
    exportCurve: { enabled: hasRun, run: () => files.exportCurve() },
  } satisfies Record<string, BoundCommand>
}
