import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const timeouts = { testTimeout: 30_000, hookTimeout: 30_000 }

export default defineConfig({
  plugins: [vue()],
  test: {
    projects: [
      /** Source as it is: all day, `npm run unit`. */
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/cli/**'], ...timeouts } },
      /** The built program as a person runs it; needs `npm run build`. */
      { extends: true, test: { name: 'built', include: ['test/cli/**/*.test.ts'], ...timeouts } },
    ],
  },
})
