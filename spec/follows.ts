/**
 * Is the history of a pod one that the protocol allows? A step counts when it took effect: a
 * request that was refused, or a transaction whose compare failed, is none.
 *
 * `observed` are the steps that the caller can see at all: A and C, for example, happen inside a
 * component and send nothing. What is not observed is taken for granted.
 */
import type { Step, StepId } from './protocol.ts'
import { STEP_IDS, protocol } from './protocol.ts'

const byId: ReadonlyMap<StepId, Step> = new Map(protocol.map((step) => [step.id, step]))

const count = (steps: readonly StepId[], ids: readonly StepId[]): number =>
  steps.filter((id) => ids.includes(id)).length

/** Steps that should have happened before `next` and did not. */
export const missingBefore = (
  previous: readonly StepId[],
  next: StepId,
  observed: readonly StepId[] = STEP_IDS,
): readonly StepId[] =>
  (byId.get(next)?.precondition ?? []).filter(
    (id) => observed.includes(id) && !previous.includes(id),
  )

const happenedSince = (previous: readonly StepId[], step: StepId, since: StepId): boolean =>
  previous.lastIndexOf(step) > previous.indexOf(since)

/** What is wrong with `next` coming now, in words; null: nothing. */
export const breachOf = (
  previous: readonly StepId[],
  next: StepId,
  observed: readonly StepId[] = STEP_IDS,
): string | null => {
  const missing = missingBefore(previous, next, observed)
  if (missing.length > 0) return `step ${next} came without ${missing.join(' and ')}`
  const { causes, freshAfter, neverAfter = [] } = byId.get(next) ?? {}
  const sees = (ids: readonly StepId[]): boolean => ids.every((id) => observed.includes(id))
  const barred = neverAfter.find((id) => previous.includes(id))
  if (barred !== undefined) return `step ${next} came after ${barred}`
  if (causes !== undefined && sees(causes) && count(previous, [next]) >= count(previous, causes)) {
    return `step ${next} came again without another ${causes.join(' or ')}`
  }
  if (freshAfter !== undefined && sees([freshAfter.step, freshAfter.since])) {
    const { step, since } = freshAfter
    if (!happenedSince(previous, step, since)) {
      return `step ${next} came without ${step} after ${since}`
    }
  }
  return null
}

/** May `next` come after these steps of the same pod? */
export const follows = (
  previous: readonly StepId[],
  next: StepId,
  observed: readonly StepId[] = STEP_IDS,
): boolean => breachOf(previous, next, observed) === null

/** The pod went through every step that can be seen. */
export const isComplete = (
  steps: readonly StepId[],
  observed: readonly StepId[] = STEP_IDS,
): boolean => observed.every((id) => steps.includes(id))
