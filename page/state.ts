/** What the reader looks at: one run, one step, one panel; and how that stands in the address of the page. */
export const PANELS = ['changes', 'sequence', 'why', 'possible', 'belief', 'ask', 'compare'] as const
export type Panel = (typeof PANELS)[number]

export interface Place {
  /** Index of the run. */
  readonly run: number
  /** Index of the step; -1: before the first. */
  readonly step: number
}

export interface View extends Place {
  readonly panel: Panel
  readonly filter: string
  /** Only steps that changed something. */
  readonly only: boolean
  readonly isHelpOpen: boolean
}

/** `#run=2&step=14`: runs count from 1 there. Anything else is no place. */
export const placeIn = (hash: string): { readonly run: number; readonly step: number | null } | null => {
  const fields = new URLSearchParams(hash.replace(/^#/, ''))
  const [run, step] = [fields.get('run'), fields.get('step')]
  if (run === null || !/^\d{1,6}$/.test(run)) return null
  return { run: Number(run) - 1, step: step !== null && /^-?\d{1,9}$/.test(step) ? Number(step) : null }
}

export const hashOf = ({ run, step }: Place): string => `#run=${run + 1}&step=${step}`

export const START: View = { run: 0, step: 0, panel: 'changes', filter: '', only: false, isHelpOpen: false }

/** The nearest step in a direction among those that are shown. */
export const stepTo = (shown: readonly number[], from: number, by: number): number => {
  if (by > 0) return shown[Math.min(shown.length - 1, lowerBound(shown, from + 1) + by - 1)] ?? from
  return shown[Math.max(0, lowerBound(shown, from) + by)] ?? from
}

/** How many stand before this one in a sorted list. */
export const lowerBound = (sorted: readonly number[], value: number): number => {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
