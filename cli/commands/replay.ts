/** `kubeproof replay`: executes a counterexample again, step by step, and says where the promise broke. */
import { replay } from '../../checker/index.ts'
import type { CounterexampleFile, Trace } from '../../checker/verdict.ts'
import { explain } from '../../checker/findings.ts'
import type { ClusterState } from '../../model/state.ts'
import { truth } from '../../model/truth.ts'
import { runLines } from '../../reports/terminal.ts'
import type { StepView } from '../../reports/result.ts'
import type { Built, World } from '../../scenarios/scenario.ts'
import { build, settingsOf } from '../../scenarios/scenario.ts'
import { modelFingerprint, parseCounterexample } from '../counterexample-file.ts'
import { InputError, printable } from '../input/problem.ts'
import { readSources } from '../input/source.ts'
import { paint } from '../paint.ts'
import { eventsOf, retell } from '../story.ts'

const FITS_NO_LONGER = 3

export const replayFile = async (path: string, options: { readonly json?: boolean; readonly all?: boolean }): Promise<number> => {
  const [source] = readSources([path])
  if (source === undefined) throw new InputError([{ file: path, text: 'cannot be read' }])
  const file = parseCounterexample(source.file, source.bytes)
  const built = rebuild(source.file, file)
  const property = built.properties.find(({ name }) => name === file.property)
  if (property === undefined) {
    const text = `is about property ${file.property}, which this version does not have`
    throw new InputError([{ file: source.file, text }])
  }
  const actions = file.actions.map(({ saw: _saw, ...action }) => action)
  const { trace, misfit } = replay(built.machine, actions)
  const differs = firstDifference(file, built, trace)
  const view = retell(file.loopStart === null ? trace : { ...trace, loopStart: file.loopStart }, property, {
    machine: built.machine,
    truth: truth(settingsOf(file.scenario as unknown as World)),
    judged: [property],
  })
  if (modelFingerprint(built) !== file.model) process.stderr.write('the model has changed since this file was written\n')
  if (misfit !== null || differs !== null) return reportMisfit(file, misfit, differs, view.steps)
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ property: property.name, brokenAt: view.brokenAt, run: view })}\n`)
    return view.brokenAt === null ? 0 : 1
  }
  const colours = paint(process.stdout)
  const lines = options.all === true ? view.steps.map((step) => stepInFull(step)) : runLines(view, colours)
  process.stdout.write(`${colours.bold(printable(property.name))}\n${lines.join('\n')}\n`)
  if (view.brokenAt === null) {
    process.stdout.write('The promise holds throughout this run.\n')
    return 0
  }
  const why = explain(property, file.loopStart === null ? trace : { ...trace, loopStart: file.loopStart })
  process.stdout.write(`${colours.red('✗')} broken at step ${view.brokenAt}: ${why.map(printable).join('; ')}\n`)
  return 1
}

const rebuild = (file: string, { scenario }: CounterexampleFile): Built => {
  try {
    return build(scenario as unknown as World)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new InputError([{ file, text: `holds a scenario that cannot be built: ${why}` }])
  }
}

interface Difference {
  readonly at: number
  readonly wanted: string
  readonly found: string
}

/** The first step at which the model now does something else than was recorded. */
const firstDifference = (file: CounterexampleFile, built: Built, trace: Trace<ClusterState>): Difference | null => {
  let before = trace.initial
  for (const [at, step] of trace.steps.entries()) {
    const recorded = file.actions[at]?.saw
    const now = eventsOf(before, step.action, built.machine).map(({ from, to, label }) => `${from} > ${to}: ${label}`)
    if (Array.isArray(recorded) && recorded.join('\n') !== now.join('\n')) {
      return { at, wanted: recorded.join('; '), found: now.join('; ') }
    }
    before = step.state
  }
  return null
}

const reportMisfit = (
  file: CounterexampleFile,
  misfit: { readonly at: number; readonly wanted: { readonly type: string }; readonly enabled: readonly { readonly type: string }[] } | null,
  differs: Difference | null,
  steps: readonly StepView[],
): number => {
  const at = Math.min(misfit?.at ?? Infinity, differs?.at ?? Infinity)
  process.stdout.write(`step ${at} of ${file.actions.length} no longer fits\n`)
  if (differs !== null && differs.at === at) {
    process.stdout.write(`  recorded: ${printable(differs.wanted)}\n  now:      ${printable(differs.found)}\n`)
  } else if (misfit !== null) {
    const kinds = [...new Set(misfit.enabled.map(({ type }) => type))].join(', ')
    process.stdout.write(`  recorded: ${printable(JSON.stringify(misfit.wanted))}\n  possible: ${printable(kinds)}\n`)
  }
  const last = steps[at - 1]
  if (last !== undefined) process.stdout.write(`  after:    ${printable(last.title)}\n`)
  return FITS_NO_LONGER
}

const stepInFull = (step: StepView): string => {
  const head = `${String(step.index).padStart(5)} ${step.seconds.toFixed(3).padStart(10)} s  ${step.fault === null ? step.title : `✗ ${step.fault}`}`
  const changes = step.changes.map((c) => `                    ${c.before === null ? '+' : c.after === null ? '-' : '~'} ${c.object} ${c.path}: ${c.before ?? ''} → ${c.after ?? ''}`)
  return [head, ...changes].map(printable).join('\n')
}
