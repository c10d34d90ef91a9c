/** The runs of a report, in the order in which one would look at them, and how each is addressed. */
import type { PropertyResult, ResultFile, RunView } from '../result.ts'

export interface ListedRun {
  readonly result: ResultFile
  /** Whose run it is; null: nobody's, nothing goes wrong in it. */
  readonly property: PropertyResult | null
  readonly kind: 'broken' | 'recovery' | 'nominal'
  readonly run: RunView
}

const FAMILIES: readonly PropertyResult['family'][] = ['user', 'kubernetes', 'weakening']

const rankOf = ({ property, kind }: ListedRun): number =>
  (kind === 'broken' ? 0 : kind === 'recovery' ? 10 : 20) + FAMILIES.indexOf(property?.family ?? 'weakening')

export const runsOf = (results: readonly ResultFile[]): readonly ListedRun[] => {
  const all = results.flatMap((result): readonly ListedRun[] => [
    ...result.properties.flatMap((property): readonly ListedRun[] => {
      const { counterexample: run, verdict } = property
      return run === null ? [] : [{ result, property, run, kind: verdict === 'broken' ? 'broken' : 'recovery' }]
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
  return kind === 'broken' ? property.name : `${property.name}: its slowest recovery`
}
