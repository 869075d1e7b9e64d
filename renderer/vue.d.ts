/** For the tests' compiler, which does not read .vue files; the window itself is checked by vue-tsc, which does. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue'

  const component: DefineComponent<Record<string, unknown>>
  export default component
}
