/** `kubeproof replay`: executes a counterexample again, step by step, and says where the promise broke. */
import { explain, isBrokenBy, replay } from '../../checker/index.ts'
import { PlainMachine } from '../../checker/plain.ts'
import type { Action } from '../../checker/machine.ts'
import type { Property } from '../../checker/property.ts'
import type { Misfit, Replay } from '../../checker/replay.ts'
import type { CounterexampleFile, Trace } from '../../checker/verdict.ts'
import type { ClusterState } from '../../model/state.ts'
import { truth } from '../../model/truth.ts'
import { runLines } from '../../reports/terminal.ts'
import type { RunView } from '../../reports/result.ts'
import type { Built, World } from '../../scenarios/scenario.ts'
import { build, settingsOf } from '../../scenarios/scenario.ts'
import { modelFingerprint } from '../../story/counterexample.ts'
import { parseCounterexample } from '../counterexample-file.ts'
import { InputError, printable } from '../input/problem.ts'
import { readSources } from '../input/source.ts'
import { narration } from '../narration.ts'
import { originsOf } from '../../story/origins.ts'
import { jsonText } from '../output.ts'
import { paint } from '../paint.ts'
import { eventsOf, retell } from '../../story/story.ts'

type State = ClusterState

const STATUS = { holds: 0, broken: 1, undecided: 3, fitsNoLonger: 3 } as const

export interface ReplayOptions {
  readonly json?: boolean
  readonly brief?: boolean
}

export const replayFile = (path: string, options: ReplayOptions): number => {
  const [source] = readSources([path])
  if (source === undefined) throw new InputError([{ file: path, text: 'cannot be read' }])
  const file = parseCounterexample(source.file, source.bytes)
  const { built, replayed } = executed(source.file, file)
  const property = built.properties.find(({ name }) => name === file.property)
  if (property === undefined) {
    const text = `is about property ${file.property}, which this version does not have; write it again with kubeproof check`
    throw new InputError([{ file: source.file, text }])
  }
  if (modelFingerprint(built) !== file.model) {
    process.stderr.write('the model has changed since this file was written\n')
  }
  const { trace, misfit } = replayed
  const differs = firstDifference(file, built, trace)
  if (misfit !== null || differs !== null) return reportMisfit({ file, built, trace, misfit, differs }, options)
  const run: Trace<State> = file.loopStart === null ? trace : { ...trace, loopStart: file.loopStart }
  const brokenAt = breaksAt(property, run, replayed, built)
  const context = { machine: built.machine, truth: truth(settingsOf(worldOf(file))), judged: [property] }
  const view = { ...retell(run, property, context), brokenAt }
  return present({ property, run, view, built }, options)
}

const worldOf = ({ scenario }: CounterexampleFile): World => scenario as unknown as World

interface Executed {
  readonly built: Built
  readonly replayed: Replay<State>
}

/** A file may hold anything: what cannot be executed is no fault of the program. */
const executed = (file: string, counterexample: CounterexampleFile): Executed => {
  try {
    const built = build(worldOf(counterexample))
    const judged = built.properties.filter(({ name }) => name === counterexample.property)
    return { built, replayed: replay(built.machine, judged, counterexample.actions.map(withoutSaw)) }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const text = `holds a scenario that cannot be executed: ${why}; write it again with kubeproof check`
    throw new InputError([{ file, text }])
  }
}

const withoutSaw = ({ saw: _saw, ...action }: Action): Action => action

/** Judged where a run is over, not at a step. */
const isLiveness = ({ kind }: Property<State>): boolean => kind === 'eventually' || kind === 'leadsTo'

/** The step in which a run breaks a property; null: it does not. */
const breaksAt = (property: Property<State>, run: Trace<State>, replayed: Replay<State>, built: Built): number | null => {
  if (!isLiveness(property)) {
    const index = replayed.steps.findIndex(({ broken }) => broken.includes(property.name))
    return index === -1 ? null : index
  }
  return isOver(built, run) && isBrokenBy(property, run) ? run.steps.length - 1 : null
}

/** An end that could go on decides nothing about what should come about in the end. */
const isOver = ({ machine }: Built, { initial, steps, loopStart }: Trace<State>): boolean => {
  const last = steps.at(-1)?.state ?? initial
  return loopStart !== undefined || machine.rules.every((rule) => rule.fault || rule.next(last).length === 0)
}

interface Difference {
  readonly at: number
  readonly wanted: string
  readonly found: string
}

const toldEvents = (before: State, action: Action, { machine }: Built): readonly string[] =>
  eventsOf(before, action, machine).map(({ from, to, label }) => `${from} > ${to}: ${label}`)

/** The first step at which the model now does something else than was recorded. */
const firstDifference = (file: CounterexampleFile, built: Built, trace: Trace<State>): Difference | null => {
  let before = trace.initial
  for (const [at, step] of trace.steps.entries()) {
    const recorded = file.actions[at]?.saw
    const now = toldEvents(before, step.action, built)
    if (Array.isArray(recorded) && recorded.join('\n') !== now.join('\n')) {
      return { at, wanted: recorded.join('; '), found: now.join('; ') }
    }
    before = step.state
  }
  return null
}

interface Unfit {
  readonly file: CounterexampleFile
  readonly built: Built
  readonly trace: Trace<State>
  readonly misfit: Misfit | null
  readonly differs: Difference | null
}

/** What was recorded for the first step that no longer fits, and what would happen or could be done instead. */
const reportMisfit = ({ file, built, trace, misfit, differs }: Unfit, options: ReplayOptions): number => {
  const at = Math.min(misfit?.at ?? Infinity, differs?.at ?? Infinity)
  const isDifferent = differs !== null && differs.at === at
  const recorded = isDifferent ? differs.wanted : JSON.stringify(misfit?.wanted)
  const now = isDifferent
    ? differs.found
    : `possible are ${[...new Set(misfit?.enabled.map(({ type }) => type))].join(', ') || 'no steps at all'}`
  if (options.json === true) {
    process.stdout.write(`${jsonText({ property: file.property, misfit: { step: at, recorded, now } })}\n`)
    return STATUS.fitsNoLonger
  }
  const previous = trace.steps[at - 1]
  const before = trace.steps[at - 2]?.state ?? trace.initial
  const after = previous === undefined ? [] : toldEvents(before, previous.action, built)
  const lines = [
    `step ${at} of ${file.actions.length} no longer fits`,
    `  recorded: ${recorded}`,
    `  now:      ${now}`,
    ...(after.length === 0 ? [] : [`  after:    ${after.join('; ')}`]),
  ]
  process.stdout.write(`${lines.map(printable).join('\n')}\n`)
  return STATUS.fitsNoLonger
}

interface Shown {
  readonly property: Property<State>
  readonly run: Trace<State>
  readonly view: RunView
  readonly built: Built
}

const present = ({ property, run, view, built }: Shown, options: ReplayOptions): number => {
  const { brokenAt } = view
  const isDecided = !isLiveness(property) || isOver(built, run)
  const status = brokenAt !== null ? STATUS.broken : isDecided ? STATUS.holds : STATUS.undecided
  const explanation = brokenAt === null ? [] : whyBroken(property, run, brokenAt, built)
  if (options.json === true) {
    process.stdout.write(`${jsonText({ property: property.name, brokenAt, explanation, run: view })}\n`)
    return status
  }
  const colours = paint(process.stdout)
  const actions = run.steps.map(({ action }) => action)
  const told = { run: view, actions, origins: originsOf(run, built.machine), property: property.name, explanation }
  const lines = options.brief === true ? runLines(view, colours) : narration(told, colours)
  const unbroken = isDecided
    ? 'The promise holds throughout this run.'
    : 'The run ends too early to tell whether the promise is kept.'
  const end =
    brokenAt === null
      ? unbroken
      : `${colours.red('✗')} ${printable(property.name)} is broken at step ${brokenAt} of ${actions.length - 1}: ${explanation.map(printable).join('; ')}`
  process.stdout.write(`${colours.bold(printable(property.name))}\n${lines.join('\n')}\n${end}\n`)
  return status
}

const whyBroken = (property: Property<State>, run: Trace<State>, at: number, { machine }: Built): readonly string[] => {
  if (isLiveness(property)) return explain(property, run)
  const part = { initial: run.initial, steps: run.steps.slice(0, at + 1) }
  return explain(property, part, new PlainMachine(machine).lastStep(part))
}
