/**
 * What a set waits to see in its cache before it counts pods again: otherwise a slow watch would
 * make it create the same pods twice. Set before the calls, lowered when the watch delivers or a
 * call fails. An expectation that is fulfilled is removed, so its absence means: go on.
 *
 * After settings.timing.expectationsTimeout an expectation is given up. Upstream then counts it as
 * satisfied at once, and creates again whatever the watch still owes (kubernetes/kubernetes#129795,
 * the defect `expired-expectations`). Here it is marked `expired` and ends when a quorum list of
 * the pods has come.
 */
import type { Step } from '../controller.ts'
import { begin } from '../controller.ts'
import type { Timer } from '../component.ts'

export interface Expectation {
  readonly creates: number
  /** Uids of pods whose deletion was asked for. */
  readonly deletes: readonly string[]
  readonly expired?: true
}

export type Expectations = { readonly [key: string]: Expectation }

interface Holder {
  readonly expectations: Expectations
}

export const expireTimer = (key: string): Timer => ({ name: 'expire', key })

export const expectationOf = (memory: Holder, key: string): Expectation | undefined =>
  Object.hasOwn(memory.expectations, key) ? memory.expectations[key] : undefined

export const isSatisfied = (memory: Holder, key: string): boolean =>
  expectationOf(memory, key) === undefined

/** Begins to wait; gives up after a while. */
export const expect = <M extends Holder>(
  memory: M,
  key: string,
  expectation: Expectation,
  timeout: number,
): Step<M> => ({
  ...begin({ ...memory, expectations: { ...memory.expectations, [key]: expectation } }),
  arm: [{ timer: expireTimer(key), after: timeout }],
})

/** Stops waiting. */
export const forget = <M extends Holder>(memory: M, key: string): Step<M> => {
  if (isSatisfied(memory, key)) return begin(memory)
  const { [key]: _gone, ...expectations } = memory.expectations
  return { ...begin({ ...memory, expectations }), disarm: [expireTimer(key)] }
}

const changed = <M extends Holder>(memory: M, key: string, to: Expectation): Step<M> =>
  to.creates <= 0 && to.deletes.length === 0
    ? forget(memory, key)
    : begin({ ...memory, expectations: { ...memory.expectations, [key]: to } })

/** So many creations were seen, or will never be. */
export const lowerCreates = <M extends Holder>(memory: M, key: string, by: number): Step<M> => {
  const expectation = expectationOf(memory, key)
  if (expectation === undefined || by === 0) return begin(memory)
  const creates = Math.max(0, expectation.creates - by)
  return changed(memory, key, { ...expectation, creates })
}

/** The deletion of this pod was seen, or will never be. */
export const lowerDeletes = <M extends Holder>(memory: M, key: string, uid: string): Step<M> => {
  const expectation = expectationOf(memory, key)
  if (expectation === undefined || !expectation.deletes.includes(uid)) return begin(memory)
  const deletes = expectation.deletes.filter((each) => each !== uid)
  return changed(memory, key, { ...expectation, deletes })
}

/** Waited too long. */
export const expire = <M extends Holder>(memory: M, key: string): M => {
  const expectation = expectationOf(memory, key)
  if (expectation === undefined) return memory
  const expired: Expectation = { ...expectation, expired: true }
  return { ...memory, expectations: { ...memory.expectations, [key]: expired } }
}

export const expiredKeys = ({ expectations }: Holder): readonly string[] =>
  Object.keys(expectations)
    .filter((key) => expectations[key]?.expired)
    .sort()
