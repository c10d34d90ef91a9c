/**
 * A run of the cluster, retold: for each step who said what to whom, what it changed in the store and in the
 * containers, which fault it injected, and which properties did not hold after it.
 */
import type { Action } from '../checker/machine.ts'
import { PlainMachine } from '../checker/plain.ts'
import type { Property } from '../checker/property.ts'
import type { Trace, TraceStep } from '../checker/verdict.ts'
import type { Entry } from '../model/agenda.ts'
import { isDelivery, isWorld } from '../model/agenda.ts'
import type { ClusterMachine } from '../model/cluster.ts'
import { STEP } from '../model/cluster.ts'
import { labelOf } from '../model/labels.ts'
import type { ClusterState } from '../model/state.ts'
import { nominalPrefix, nominalStep } from '../model/step.ts'
import type { Truth } from '../model/truth.ts'
import { stepOf } from '../properties/monitors.ts'
import type { EventView, RunView, StepView } from '../reports/result.ts'
import { changesBetween } from './changes.ts'
import { faultSentence } from './sentences.ts'

type State = ClusterState

export interface Retelling {
  readonly machine: ClusterMachine
  readonly truth: Truth
  /** Properties judged at every step; faults shown are those of the run. */
  readonly judged: readonly Property<State>[]
}

/** Without a property: a run to look at, in which nothing need break. */
export const retell = (trace: Trace<State>, property: Property<State> | null, context: Retelling): RunView => {
  let before = trace.initial
  const steps = trace.steps.map((step, index) => {
    const view = stepView(before, step, index, context)
    before = step.state
    return view
  })
  return {
    faults: trace.steps.filter((s) => s.fault).map((s) => faultSentence(s.action)),
    steps,
    loopStart: trace.loopStart ?? null,
    brokenAt: property === null ? null : brokenAt(trace, property, context.machine),
  }
}

/** One step of a run, as it is told. */
export const stepView = (before: State, step: TraceStep<State>, index: number, context: Retelling): StepView => {
  const events = eventsOf(before, step.action, context.machine)
  const changes = changesBetween(context.truth, before, step.state)
  const fault = step.fault ? faultSentence(step.action) : null
  return {
    index,
    seconds: step.time / 1000,
    title: titleOf(
      events,
      changes.map(({ object }) => object),
    ),
    fault,
    events,
    changes,
    broken: brokenAfter(before, step, context),
  }
}

/**
 * Which of the judged properties a step breaks (step properties) or leaves broken (state properties). A machine may
 * renumber a state before it is stored; a step property is broken only if it was before that, too.
 */
const brokenAfter = (
  before: State,
  step: TraceStep<State>,
  { judged, machine }: Omit<Retelling, 'truth'>,
): string[] => {
  const { state, action } = step
  let raw: State | null = null
  const made = (): State =>
    (raw ??= new PlainMachine<State>(machine).lastStep({ initial: before, steps: [step] })?.after ?? state)
  return judged
    .filter((p) => {
      switch (p.kind) {
        case 'always':
        case 'eventually':
        case 'leadsTo':
          return !p.holds(state)
        case 'onEveryStep':
          return !p.holds(before, state, action) && !p.holds(before, made(), action)
        case 'sometimes':
          return false
      }
    })
    .map(({ name }) => name)
}

const brokenAt = (
  { initial, steps }: Trace<State>,
  property: Property<State>,
  machine: ClusterMachine,
): number | null => {
  const judge = (i: number): boolean => {
    const step = steps[i]
    if (step === undefined) return false
    return brokenAfter(steps[i - 1]?.state ?? initial, step, { judged: [property], machine }).length > 0
  }
  // What should come about in the end is missed where the run is over, or goes round for ever.
  if (property.kind === 'eventually' || property.kind === 'leadsTo') return steps.length - 1
  const indexes = steps.map((_, i) => i)
  return indexes.find(judge) ?? null
}

/** What was handed to whom in this step. */
export const eventsOf = (before: State, action: Action, machine: ClusterMachine): EventView[] => {
  if (typeof action.after === 'number') {
    return nominalPrefix(machine.cluster, before, action.after).delivered.map(eventView)
  }
  if (action.type !== STEP) return otherEvent(action)
  const step = nominalStep(machine.cluster, before)
  return (step?.draft.delivered ?? []).map(eventView)
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const otherEvent = (action: Action): EventView[] => {
  if (action.type === 'message/deliver') {
    const { from, to, message } = action
    return [{ from: text(from), to: text(to), label: text(message), kind: 'message', protocol: null }]
  }
  if (action.type === 'timer/fire') {
    const of = text(action.of)
    return [
      { from: of, to: of, label: `${text(action.timer)} ${text(action.key)}`.trim(), kind: 'timer', protocol: null },
    ]
  }
  return []
}

const eventView = (entry: Entry): EventView => {
  if (isWorld(entry)) {
    return { from: 'world', to: 'world', label: worldLabel(entry), kind: 'world', protocol: null }
  }
  if (isDelivery(entry)) {
    const kind = entry.from === 'world' ? 'world' : 'message'
    const label = labelOf(entry.message)
    return { from: entry.from, to: entry.to, label, kind, protocol: stepOf(entry)?.step ?? null }
  }
  const { name, key } = entry.timer
  return {
    from: entry.to,
    to: entry.to,
    label: key === undefined ? name : `${name} ${key}`,
    kind: 'timer',
    protocol: null,
  }
}

/** What the world does, in words. */
export const worldLabel = ({ world }: Extract<Entry, { world: unknown }>): string => {
  switch (world.change) {
    case 'restart':
      return `${world.process} starts again`
    case 'power-on':
      return `${world.host} has power again`
    case 'heal':
      return `the network of ${world.host} works again`
    case 'resume':
      return `${world.process} goes on`
    case 'unstall':
      return `${world.channel.replace('>', ' delivers again to ')}`
    case 'compact':
      return `${world.server} has the history of etcd compacted`
    case 'break':
      return `the connection of ${world.connection.replace('>', ' to ')} breaks`
    case 'reconnect':
      return `${world.connection.replace('>', ' may connect again to ')}`
    case 'registry-back':
      return `${world.node} can pull images again`
    case 'replace-disk':
      return `${world.member} gets a new disk`
    case 'restore-etcd':
      return `etcd starts again from ${world.from}`
    case 'renew-deadline':
      return `${world.process} could not renew its lease in time`
  }
}

/** The most telling event first: one that changed something, else the first. */
const titleOf = (events: readonly EventView[], changed: readonly string[]): string => {
  const told = events.map((e) =>
    e.kind === 'message'
      ? `${e.from} → ${e.to}: ${e.label}`
      : e.kind === 'timer'
        ? `${e.to}: ${e.label}`
        : e.to === 'world'
          ? e.label
          : `${e.to}: ${e.label}`,
  )
  const telling = told.find((line) => changed.some((object) => line.includes(object.split('/').at(-1) ?? object)))
  const first = telling ?? told[0] ?? 'nothing'
  return events.length > 1 ? `${first} (and ${events.length - 1} more at the same moment)` : first
}
