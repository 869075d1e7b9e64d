import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { resolve } from 'node:path'

/** Entries of the Node side: each becomes out/main/NAME.js, except the command line, which is out/cli/kernel-lab.js. */
const nodeEntries = {
  'main/main': 'electron/main/main.ts',
  'main/engine': 'electron/engine/engine.ts',
  'main/bandThread': 'electron/engine/bandThread.ts',
  'cli/kernel-lab': 'electron/cli/kernel-lab.ts',
}

export default defineConfig({
  main: {
    build: {
      outDir: 'out',
      emptyOutDir: false,
      rolldownOptions: {
        input: nodeEntries,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'main/chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload can require nothing but electron, and must be one CommonJS file, also under "type": "module".
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: 'electron/preload/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [vue()],
    build: {
      rolldownOptions: {
        input: resolve(import.meta.dirname, 'renderer/index.html'),
        checks: { pluginTimings: false }, // Vue's compiler is most of this build, and `npm start` need not say so each time
      },
    },
  },
})
