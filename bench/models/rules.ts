/** Small helpers for machines whose slots are numbered. */
import type { Json, Rule, Writes } from '../../checker/index.ts'

/** 1 to n. */
export const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i + 1)

/** One write, under a name that the types keep. */
export const put = <K extends string, V>(slot: K, value: V) => ({ [slot]: value }) as Record<K, V>

/** A rule that offers one step, or none (null); `on` tells the instances of an action apart. */
export const step = <S>(type: string, on: Json, next: (state: S) => Writes<S> | null): Rule<S> => ({
  name: on === null ? type : `${type} ${String(on)}`,
  next: (state) => {
    const writes = next(state)
    return writes === null ? [] : [{ action: on === null ? { type } : { type, on }, writes }]
  },
})
