/** Taints and the tolerations that match them, as upstream's ToleratesTaint decides. */
import type { Taint, Toleration } from './objects.ts'

export const tolerates = (toleration: Toleration, taint: Taint): boolean => {
  if (toleration.effect !== undefined && toleration.effect !== taint.effect) return false
  if (toleration.key !== undefined && toleration.key !== '' && toleration.key !== taint.key) return false
  const operator = toleration.operator ?? 'Equal'
  if ((toleration.key === undefined || toleration.key === '') && operator !== 'Exists') return false
  return operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? '')
}

export const isTolerated = (tolerations: readonly Toleration[], taint: Taint): boolean =>
  tolerations.some((toleration) => tolerates(toleration, taint))
