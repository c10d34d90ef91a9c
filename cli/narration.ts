/** A run told step by step: when, what happened, why it was possible, and what it changed. */
import type { Action } from '../checker/machine.ts'
import { FAULTS, FAULT_KINDS, actionTypeOf } from '../model/fault-kinds.ts'
import type { ChangeView, EventView, RunView, StepView } from '../reports/result.ts'
import type { Paint } from '../reports/terminal.ts'
import { printable } from './input/problem.ts'
import type { Origin } from '../story/origins.ts'

export interface Told {
  readonly run: RunView
  readonly actions: readonly Action[]
  readonly origins: readonly (readonly Origin[])[]
  /** The property, and what is wrong where it breaks. */
  readonly property: string
  readonly explanation: readonly string[]
}

const INDENT = ' '.repeat(6)

export const narration = (told: Told, paint: Paint): readonly string[] =>
  told.run.steps.flatMap((step) => [
    ...(step.index === told.run.loopStart ? [paint.yellow('From here the run goes round for ever.')] : []),
    ...stepLines(step, told, paint),
  ])

const stepLines = (step: StepView, told: Told, paint: Paint): readonly string[] => {
  const head = paint.bold(`Step ${step.index} at ${step.seconds.toFixed(3)} s`)
  const origins = told.origins[step.index] ?? []
  const isLast = step.index === told.run.brokenAt
  return [
    `${head}${step.fault === null ? '' : `  ${paint.red(`✗ ${printable(step.fault)}`)}`}`,
    ...meaningOf(told.actions[step.index]).map((text) => `${INDENT}${paint.dim(`possible because of a fault: ${text}`)}`),
    ...step.events.map((event, i) => eventLine(event, origins[i] ?? null, step.index, paint)),
    ...step.changes.map((change) => `${INDENT}  ${changeText(change)}`),
    ...(isLast ? [`${INDENT}${paint.red(`✗ ${printable(`${told.property} is broken: ${told.explanation.join('; ')}`)}`)}`] : []),
  ]
}

const meaningOf = (action: Action | undefined): readonly string[] =>
  FAULT_KINDS.filter((kind) => actionTypeOf(kind) === action?.type).map((kind) => FAULTS[kind])

const eventLine = (event: EventView, origin: Origin, now: number, paint: Paint): string => {
  const step = event.protocol === null ? '' : ` [step ${event.protocol} of pod creation]`
  return `${INDENT}${printable(whatOf(event))}${step}${paint.dim(whyOf(event, origin, now))}`
}

const whatOf = ({ from, to, label, kind }: EventView): string => {
  if (kind === 'message') return `${from} → ${to}: ${label}`
  return kind === 'timer' || to !== 'world' ? `${to}: ${label}` : label
}

const DONE: { readonly [kind in EventView['kind']]: string } = {
  message: 'sent',
  timer: 'timer set',
  world: 'begun',
}

const whyOf = ({ kind, from }: EventView, origin: Origin, now: number): string => {
  if (origin === null) return ''
  const when = origin === 'begin' ? 'before the run' : origin === now ? 'in this step' : `in step ${origin}`
  return ` (${DONE[kind]}${kind === 'message' ? ` by ${from}` : ''} ${when})`
}

const changeText = ({ object, path, before, after }: ChangeView): string => {
  const what = path === '' ? object : `${object} ${path}`
  if (before === null) return printable(`+ ${what}: ${after ?? ''}`)
  return printable(after === null ? `- ${what}: ${before}` : `~ ${what}: ${before} → ${after}`)
}
