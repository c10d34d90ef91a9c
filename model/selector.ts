/** Label selectors: which labels they match. */
import type { LabelSelector, Labels, SelectorRequirement } from './objects.ts'

const valueOf = (labels: Labels, key: string): string | undefined =>
  Object.hasOwn(labels, key) ? labels[key] : undefined

/** All pairs must be there. The empty map matches everything. */
export const includesLabels = (labels: Labels, wanted: Labels): boolean =>
  Object.keys(wanted).every((key) => valueOf(labels, key) === wanted[key])

const WHOLE_NUMBER = /^[+-]?\d+$/

const compares = (
  value: string | undefined,
  { operator, values }: SelectorRequirement,
): boolean => {
  const [bound = ''] = values ?? []
  if (value === undefined || !WHOLE_NUMBER.test(value) || !WHOLE_NUMBER.test(bound)) return false
  return operator === 'Gt' ? Number(value) > Number(bound) : Number(value) < Number(bound)
}

export const meets = (labels: Labels, requirement: SelectorRequirement): boolean => {
  const value = valueOf(labels, requirement.key)
  const values = requirement.values ?? []
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'Gt':
    case 'Lt':
      return compares(value, requirement)
  }
}

/** As metav1.LabelSelectorAsSelector: no selector matches nothing, an empty one everything. */
export const selects = (selector: LabelSelector | undefined, labels: Labels): boolean =>
  selector !== undefined &&
  includesLabels(labels, selector.matchLabels ?? {}) &&
  (selector.matchExpressions ?? []).every((requirement) => meets(labels, requirement))
