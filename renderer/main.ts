import { createPinia } from 'pinia'
import App from './App.vue'
import { createApp } from './domRenderer.ts'
import { createEngineClient, engineKey } from './engine/engineClient.ts'
import { createHost, hostKey } from './host.ts'
import { createTexts } from './locales/i18n.ts'
import { useNoticeStore } from './stores/noticeStore.ts'
import { emptyStart, startKey } from './stores/settingsStore.ts'
import './styles/base.css'

const host = createHost(window.lab)

/** A window without its settings is still a lab: it says what failed and goes on with the defaults. */
const start = await host.start().catch((thrown: unknown) => ({ ...emptyStart, failed: thrown }))

const app = createApp(App)
app.provide(hostKey, host)
app.provide(engineKey, createEngineClient(host))
app.provide(startKey, start)
app.use(createPinia())
app.use(createTexts('en'))
app.config.errorHandler = (thrown) => {
  useNoticeStore().report(thrown)
  console.error(thrown)
}
if ('failed' in start) useNoticeStore().report(start.failed, 'errors.during.start')
app.mount(document.getElementById('lab')!)
