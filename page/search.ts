/** Which steps the search and the filter leave. */
import type { StepView } from '../reports/result.ts'
import type { View } from './state.ts'

/** All that a step says; made once. */
const texts = new WeakMap<StepView, string>()

const textOf = (step: StepView): string => {
  const known = texts.get(step)
  if (known !== undefined) return known
  const { fault, title, events, changes } = step
  const parts = [
    fault ?? '',
    title,
    ...events.map(({ from, to, label }) => `${from} ${to} ${label}`),
    ...changes.map(({ object, path, before, after }) => `${object} ${path} ${before ?? ''} ${after ?? ''}`),
  ]
  const text = parts.join('\n').toLowerCase()
  texts.set(step, text)
  return text
}

/** Their indexes, in order. */
export const shownIn = (
  steps: readonly StepView[],
  { filter, only }: Pick<View, 'filter' | 'only'>,
): readonly number[] => {
  const wanted = filter.toLowerCase()
  const isShown = (step: StepView): boolean =>
    (!only || step.changes.length > 0 || step.fault !== null) && (wanted === '' || textOf(step).includes(wanted))
  return steps.flatMap((step, i) => (isShown(step) ? [i] : []))
}
