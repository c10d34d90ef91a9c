/**
 * A run in one sentence, as one engineer would tell it to another: what failed while what was under way, what came
 * of it, and what everybody waits for, and why that long.
 */
import type { EventView, RunView, StepView } from '../reports/result.ts'
import { reasonForTimer } from './reasons.ts'

/** What is under way at a step of the pod-creation protocol, for a pod. */
const UNDER_WAY: { readonly [step: string]: (pod: string) => string } = {
  A: (pod) => `the request for ${pod} is made`,
  B: (pod) => `the API server answers for ${pod}`,
  C: (pod) => `the request for ${pod} is checked`,
  D: (pod) => `${pod} is being stored`,
  E: (pod) => `the scheduler hears of ${pod}`,
  F: (pod) => `the binding of ${pod} is on its way`,
  G: (pod) => `the node of ${pod} is being stored`,
  H: (pod) => `the kubelet hears of ${pod}`,
  I: (pod) => `the container of ${pod} is being started`,
  J: (pod) => `the status of ${pod} is being reported`,
}

/** The pod that an event is about: `namespace/name` without the namespace. */
const podIn = ({ label }: EventView): string => /[\w.-]+\/([\w.*-]+)(?: to \S+)?$/.exec(label)?.[1] ?? 'a pod'

/** Events this close to a fault, in seconds, are at the same time as it for a person. */
const CLOSE = 0.05

const underWayAt = (steps: readonly StepView[], at: number): string => {
  const now = steps[at]?.seconds ?? 0
  const near = steps.slice(at, at + 3).filter(({ seconds }) => Math.abs(seconds - now) <= CLOSE)
  const event = near.flatMap(({ events }) => events).find(({ protocol }) => protocol !== null)
  const told = event === undefined ? undefined : UNDER_WAY[event.protocol ?? '']
  return event === undefined || told === undefined ? '' : ` while ${told(podIn(event))}`
}

interface Wait {
  readonly seconds: number
  readonly reason: string
}

/** Shorter waits nobody would tell of. */
const WORTH_TELLING = 5
const MOST_WAITS = 2

/** Time that passes after the last fault because a timer has to run out, the longest waits, in their order. */
const waitsIn = (steps: readonly StepView[]): readonly Wait[] => {
  const last = steps.findLastIndex(({ fault }) => fault !== null)
  const waits = steps.flatMap(({ seconds, events }, i): readonly Wait[] => {
    const before = steps[i - 1]
    if (i <= last || before === undefined || seconds - before.seconds < WORTH_TELLING) return []
    const reasons = events.map(({ kind, to, label }) => (kind === 'timer' ? reasonForTimer(to, label) : ''))
    const reason = reasons.find((text) => text !== '')
    return reason === undefined ? [] : [{ seconds: Math.round(seconds - before.seconds), reason }]
  })
  const longest = [...waits].sort((a, b) => b.seconds - a.seconds).slice(0, MOST_WAITS)
  return waits.filter((wait) => longest.includes(wait))
}

export interface Lesson {
  readonly run: RunView
  /** What is wrong where it breaks. */
  readonly explanation: readonly string[]
  /** A run in which the promise is kept again as late as it ever is; null: there is none. */
  readonly recovery: RunView | null
}

export const lessonOf = ({ run, explanation, recovery }: Lesson): string => {
  const struck = run.steps.flatMap(({ fault }, i) => (fault === null ? [] : [`${fault}${underWayAt(run.steps, i)}`]))
  const how = struck.length === 0 ? 'Without any bad luck' : struck.join(', then ')
  const what = explanation[0] ?? 'the promise is broken'
  const waits = waitsIn((recovery ?? run).steps).map(({ seconds, reason }) => `${seconds} s because ${reason}`)
  const waiting =
    waits.length === 0
      ? ''
      : `; ${recovery === null ? 'before that one waits' : 'until all is well again one waits'} ${waits.join(', and ')}`
  return `${how}: ${what}${waiting}.`
}
