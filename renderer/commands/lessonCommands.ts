import { useLessonStore } from '../stores/lessonStore.ts'
import { always } from './commands.ts'
import type { BoundCommand } from './commands.ts'

export function useLessonCommands() {
  const lessons = useLessonStore()
  return {
    showLessons: { enabled: always, run: () => lessons.show() },
    lessonNext: { enabled: () => lessons.active, run: () => lessons.next() },
    lessonPrevious: { enabled: () => lessons.canGoBack, run: () => lessons.previous() },
    leaveLessons: { enabled: () => lessons.open, run: () => lessons.leave() },
  } satisfies Record<string, BoundCommand>
}
