import { perArena } from '../tiles/instantiate.ts'
import { wasm } from './gather.wasm.ts'

/** Addresses of a plan in memory, the border's value, whether the target is read too. Answers 0 where `integer` met what is no pixel. */
type Gather = (plan: number, border: number, whole: number) => number
type Load = (plan: number, border: number) => number
type Patch = (plan: number, patches: number, chosen: number) => void

/** gather.as.ts */
export type GatherModule = Readonly<
  Record<'gatherIntegers' | 'gatherFloat32' | 'gatherFloat64', Gather> &
    Record<'loadIntegers' | 'loadFloat64' | 'loadPixels64', Load> &
    Record<'patchIntegers' | 'patchFloat64', Patch> &
    Record<'clipFloat64', (plan: number, clip: number, low: number, high: number) => number>
>

export const gatherModule = perArena<GatherModule>(wasm)
