import { defineStore } from 'pinia'
import { useEngine } from '../engine/engineClient.ts'
import { useNoticeStore } from './noticeStore.ts'

/** How the engine is, for those who may not talk to it themselves. */
export const useEngineStore = defineStore('engine', () => {
  const engine = useEngine()
  const notices = useNoticeStore()

  /** After the supervisor gave up. */
  async function restart(): Promise<void> {
    await notices.attempt(() => engine.restart(), 'errors.during.restartEngine')
  }

  return { status: engine.status, generation: engine.generation, restart }
})
