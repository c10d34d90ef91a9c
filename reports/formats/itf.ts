/**
 * The Informal Trace Format, which TLA+ and Quint trace viewers read: a state per step of one counterexample. Its
 * variables are what the run shows: the time, what happened, and every field of the store that changed since the run
 * began, with its value. https://apalache-mc.org/docs/adr/015adr-trace.html
 */
import type { ChangeView, PropertyResult, ResultFile, RunView, StepView } from '../result.ts'

type ItfMap = { readonly '#map': readonly (readonly [string, string])[] }

interface ItfState {
  readonly '#meta': { readonly index: number }
  readonly action: string
  readonly fault: string
  readonly milliseconds: { readonly '#bigint': string }
  readonly store: ItfMap
  readonly broken: { readonly '#set': readonly string[] }
}

export const itf = (result: ResultFile, p: PropertyResult, run: RunView): string => {
  const states = statesOf(run)
  // The state before the first step is the first of the trace.
  const loop = run.loopStart === null ? {} : { loop: run.loopStart }
  const trace = {
    '#meta': {
      format: 'ITF',
      'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
      source: result.input.files.join(', '),
      description: `${p.name}: ${p.sentence}`,
      version: result.version,
    },
    vars: ['action', 'fault', 'milliseconds', 'store', 'broken'],
    states,
    ...loop,
  }
  return `${JSON.stringify(trace, null, 1)}\n`
}

const statesOf = ({ steps }: RunView): readonly ItfState[] => {
  const store = new Map<string, string>()
  const first = stateOf(0, null, store)
  return [
    first,
    ...steps.map((step, i) => {
      for (const change of step.changes) apply(store, change)
      return stateOf(i + 1, step, store)
    }),
  ]
}

const stateOf = (index: number, step: StepView | null, store: ReadonlyMap<string, string>): ItfState => ({
  '#meta': { index },
  action: step?.title ?? 'the run begins',
  fault: step?.fault ?? '',
  milliseconds: { '#bigint': String(Math.round((step?.seconds ?? 0) * 1_000)) },
  store: { '#map': [...store].sort(([a], [b]) => (a < b ? -1 : 1)) },
  broken: { '#set': [...(step?.broken ?? [])] },
})

const apply = (store: Map<string, string>, { object, path, after }: ChangeView): void => {
  const key = path === '' ? object : `${object} ${path}`
  if (after !== null) store.set(key, after)
  else for (const known of [...store.keys()]) if (known === key || known.startsWith(`${key} `)) store.delete(known)
}
