/** The runs of a report, in the order in which one would look at them, and how each is addressed. */
import type { PropertyResult, ResultFile, RunView } from '../result.ts'

export interface ListedRun {
  readonly result: ResultFile
  /** Whose run it is; null: nobody's, nothing goes wrong in it. */
  readonly property: PropertyResult | null
  readonly kind: 'broken' | 'recovery' | 'nominal' | 'reached'
  readonly run: RunView
}

const FAMILIES: readonly PropertyResult['family'][] = ['user', 'kubernetes', 'weakening']

const KINDS: readonly ListedRun['kind'][] = ['broken', 'recovery', 'nominal', 'reached']

const rankOf = ({ property, kind }: ListedRun): number =>
  10 * KINDS.indexOf(kind) + FAMILIES.indexOf(property?.family ?? 'weakening')

const kindOf = ({ kind, verdict }: PropertyResult): ListedRun['kind'] =>
  kind === 'sometimes' ? 'reached' : verdict === 'broken' ? 'broken' : 'recovery'

export const runsOf = (results: readonly ResultFile[]): readonly ListedRun[] => {
  const all = results.flatMap((result): readonly ListedRun[] => [
    ...result.properties.flatMap((property): readonly ListedRun[] => {
      const { counterexample: run } = property
      return run === null ? [] : [{ result, property, run, kind: kindOf(property) }]
    }),
    ...(result.nominal === undefined
      ? []
      : [{ result, property: null, run: result.nominal, kind: 'nominal' as const }]),
  ])
  return [...all].sort((a, b) => rankOf(a) - rankOf(b))
}

/** Runs count from 1; without a step it opens where the promise breaks. */
export const addressOf = (index: number, step?: number): string =>
  `#run=${index + 1}${step === undefined ? '' : `&step=${step}`}`

export const titleOf = ({ property, kind }: ListedRun): string => {
  if (property === null) return 'Nothing goes wrong'
  if (kind === 'reached') return `${property.name}: how it is reached`
  return kind === 'broken' ? property.name : `${property.name}: its slowest recovery`
}
