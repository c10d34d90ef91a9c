/** The verdict on a whole recording: admitted with its steps, or the first change that the model does not make. */
import type { EventLine, Recording } from './recording.ts'
import { hasRequests } from './recording.ts'
import { keyOf } from '../../model/objects.ts'
import { Judge } from './judge.ts'
import { comparable } from './comparable.ts'
import { missingIn, missingText } from './acknowledged.ts'
import { timelineOf } from './timeline.ts'

export interface Step {
  readonly line: number
  readonly t: number | null
  readonly revision: number
  readonly what: string
  readonly author: string
  readonly how: string
}

export interface Refusal {
  /** Which of the watch events in the file it is, from 1; null: none of them, but a list at the end. */
  readonly event: number | null
  readonly line: number
  readonly t: number | null
  readonly revision: number
  readonly what: string
  readonly objections: readonly string[]
}

export interface Verdict {
  readonly file: string
  readonly title: string
  readonly verdict: 'admitted' | 'not admitted' | 'undecided'
  /** Changes explained, in the order of their revisions. */
  readonly explained: number
  /** Changes before the refusal that nobody looked at; `notes` says why. */
  readonly taken: number
  /** All changes that watches told. */
  readonly events: number
  readonly steps: readonly Step[]
  readonly refusal: Refusal | null
  /** What the verdict does not cover. */
  readonly notes: readonly string[]
}

const whatOf = ({ event, resource, key }: EventLine): string => `${event} ${resource} ${key}`

const refusalOf = ({ lines }: Recording, told: EventLine, objections: readonly string[]): Refusal => ({
  event: lines.filter((line) => line.kind === 'event').findIndex((line) => line === told) + 1 || null,
  line: told.line,
  t: told.t,
  revision: told.revision,
  what: whatOf(told),
  objections,
})

const countBy = (items: readonly string[]): string => {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1)
  return [...counts].map(([item, count]) => `${count} of ${item}`).join(', ')
}

/** The lists at the end must be what the changes left behind. */
const endObjection = (recording: Recording, judge: Judge): Refusal | null => {
  for (const line of recording.lines) {
    if (line.kind !== 'final') continue
    const listed = new Map(line.items.map((item) => [item.key, item]))
    const held = new Map(judge.history.objects(line.resource).map((object) => [keyOf(object), object]))
    for (const [key, item] of listed) {
      const object = held.get(key)
      if (item.object === null || (object !== undefined && comparable(object) === comparable(item.object))) continue
      return refusalOf(recording, item, [`at the end ${key} is not as the changes left it`])
    }
    for (const [key, object] of held) {
      if (listed.has(key)) continue
      const last = judge.history.last(line.resource, (version) => version.key === key)
      if (last === undefined) continue
      return refusalOf(recording, { ...last.told, line: line.line, t: line.t }, [
        `at the end ${key} is gone, and no change says so (revision ${object.metadata.resourceVersion} was its last)`,
      ])
    }
  }
  return null
}

/** Changes that are taken as they are, and why. */
interface Taken {
  readonly unmodelled: string[]
  afterRestore: number
}

const notesOn = (recording: Recording, { unmodelled, afterRestore }: Taken): readonly string[] => [
  ...(unmodelled.length === 0 ? [] : [`not looked at, their kinds are not modelled: ${countBy(unmodelled)}`]),
  ...(hasRequests(recording)
    ? []
    : ['nobody recorded the requests: each change is laid to whoever could have made it, the user last']),
  ...(afterRestore === 0
    ? []
    : [
        `${afterRestore} changes after the restore are taken as they are: the watch does not tell what the store holds by then`,
      ]),
]

/** The first change that is not explained; null: all are. Fills in the steps of those before. */
const firstRefusal = (recording: Recording, judging: Judge, steps: Step[], taken: Taken): Refusal | null => {
  const { events, misorder, restored } = timelineOf(recording)
  const [missing] = restored === null ? missingIn(recording) : []
  for (const told of events) {
    if (missing !== undefined && missing.revision < told.revision)
      return refusalOf(recording, told, [missingText(missing)])
    if (misorder?.told === told) return refusalOf(recording, told, [misorder.reason])
    const isAfterRestore = restored !== null && told.line > restored.line
    if (told.listed === true || isAfterRestore || told.object === null) {
      judging.accept(told)
      if (told.listed === true) continue
      if (told.object === null) taken.unmodelled.push(told.resource)
      else taken.afterRestore += 1
      continue
    }
    const judged = judging.explain(told)
    if ('objections' in judged) return refusalOf(recording, told, judged.objections)
    steps.push({ line: told.line, t: told.t, revision: told.revision, what: whatOf(told), ...judged })
  }
  return restored === null ? endObjection(recording, judging) : null
}

export const judge = (recording: Recording): Verdict => {
  const judging = new Judge(recording)
  const steps: Step[] = []
  const taken: Taken = { unmodelled: [], afterRestore: 0 }
  const refusal = firstRefusal(recording, judging, steps, taken)
  const isEmpty = steps.length === 0 && refusal === null
  return {
    file: recording.file,
    title: recording.title,
    verdict: refusal !== null ? 'not admitted' : isEmpty ? 'undecided' : 'admitted',
    explained: steps.length,
    taken: taken.unmodelled.length + taken.afterRestore,
    events: recording.lines.filter((line) => line.kind === 'event' && line.listed !== true).length,
    steps,
    refusal,
    notes: [...(isEmpty ? ['it holds no change of an object that is modelled'] : []), ...notesOn(recording, taken)],
  }
}
