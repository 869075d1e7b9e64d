import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: (() => void) | null = null

/**
 * Now, and not when V8 thinks of it: of shared memory it counts the handles, not the bytes, so that it may hold a closed photo for as
 * long as the engine has nothing to do.
 */
export function collectGarbage(): void {
  if (!collect) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
}
