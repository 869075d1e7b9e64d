import eslint from '@eslint/js'
import prettier from 'eslint-config-prettier'
import importX from 'eslint-plugin-import-x'
import vue from 'eslint-plugin-vue'
import { defineConfig } from 'eslint/config'
import typescript from 'typescript-eslint'

/** The import directions of the house; a break says where the code belongs. */
const walls = [
  wall(
    'shared',
    ['electron', 'renderer', 'test'],
    'shared/ runs everywhere: what needs Node, Electron or the DOM belongs outside it.',
  ),
  wall('electron', ['renderer', 'test'], 'The processes share code through shared/, never through each other.'),
  wall('renderer', ['electron', 'test'], 'The window shares code with the other processes through shared/ only.'),
  wall(
    'electron/main',
    ['electron/engine', 'electron/cli', 'electron/preload'],
    'main knows the engine by its contract only.',
  ),
  wall(
    'electron/engine',
    ['electron/main', 'electron/cli', 'electron/preload'],
    'The engine knows nobody: it answers its contract.',
  ),
  wall(
    'electron/preload',
    ['electron/main', 'electron/engine', 'electron/cli'],
    'The preload is a bridge of named verbs, no more.',
  ),
  wall('electron/cli', ['electron/main', 'electron/preload'], 'The command line runs the engine in-process.'),
  wall(
    'shared/maths',
    others('maths'),
    'maths/ could be done on paper: it imports nothing but shared/errors.ts and shared/refusal.ts.',
  ),
  wall('shared/image', others('image', 'maths'), 'image/ may use maths/ only.'),
  wall('shared/kernel', others('kernel', 'maths'), 'kernel/ may use maths/ only.'),
  wall('shared/learning', others('learning', 'maths', 'kernel'), 'learning/ may use maths/ and kernel/ only.'),
  wall(
    'shared/network',
    others('network', 'maths', 'kernel'),
    'network/ is handed the fast sums; it knows no backend.',
  ),
  wall('shared/backend', others('backend', 'maths', 'image', 'kernel'), 'backend/ computes what maths/ defines.'),
  wall(
    'shared/formats',
    others('formats', 'kernel', 'maths', 'network'),
    'formats/ turns kernels and networks into bytes and back.',
  ),
  wall('renderer/stores', ['renderer/panes', 'renderer/canvas'], 'A store never knows a component.'),
  wall('renderer/panes', ['renderer/engine'], 'A component asks a store; only stores talk to the engine.'),
]

function wall(target, from, message) {
  return { target: `./${target}`, from: from.map((folder) => `./${folder}`), message }
}

function others(...allowed) {
  const folders = ['maths', 'image', 'kernel', 'learning', 'backend', 'network', 'formats', 'rpc']
  return folders.filter((folder) => !allowed.includes(folder)).map((folder) => `shared/${folder}`)
}

const seeded = [
  { object: 'Math', property: 'random', message: 'Pass a seeded generator (shared/maths/random.ts).' },
  { object: 'Date', property: 'now', message: 'Pass the time in: shared/ is a function of its arguments.' },
]

const chosenDepth = ['ref', 'reactive'].map((name) => ({
  name: 'vue',
  importNames: [name],
  message: 'Depth is a decision: shallowRef, or deepRef (renderer/stores/deepRef.ts) with a reason.',
}))

export default defineConfig(
  { ignores: ['out/', 'node_modules/', 'demo-output/', 'test/fixtures/', 'test-results/', '**/*.as.ts'] },
  eslint.configs.recommended,
  typescript.configs.recommended,
  vue.configs['flat/recommended'],
  { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: typescript.parser } } },
  {
    plugins: { 'import-x': importX },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones: walls }],
      'no-undef': 'off', // the compiler knows what exists behind each wall
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: 'error',
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off',
    },
  },
  { files: ['shared/**'], rules: { 'no-restricted-properties': ['error', ...seeded] } },
  { files: ['renderer/**'], rules: { 'no-restricted-imports': ['error', { paths: chosenDepth }] } },
  {
    // Everything else takes the narrow slice it uses, and so runs under plain Node in its test.
    files: ['electron/**'],
    ignores: ['electron/main/main.ts', 'electron/preload/preload.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'electron', allowTypeImports: true, message: 'Only main.ts and preload.ts hold Electron itself.' },
          ],
        },
      ],
    },
  },
  {
    // The fixed safe options of style and security: these words may not come back.
    files: ['electron/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'Property[key.name=/^(webSecurity|allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures)$/]',
          message: 'This weakens the window; it may not be set at all.',
        },
      ],
    },
  },
  prettier,
)
