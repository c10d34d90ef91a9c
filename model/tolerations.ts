/** Taints and the tolerations that match them, as upstream's ToleratesTaint decides. */
import type { Taint, Toleration } from './objects.ts'

/** Upstream reads a whole number without leading zeros; anything else compares with nothing. */
const wholeNumber = (text: string | undefined): number | null =>
  text !== undefined && /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : null

const compares = ({ operator, value }: Toleration, taint: Taint): boolean => {
  const [own, given] = [wholeNumber(value), wholeNumber(taint.value)]
  if (own === null || given === null) return false
  return operator === 'Gt' ? given > own : given < own
}

export const tolerates = (toleration: Toleration, taint: Taint): boolean => {
  const { key = '', operator = 'Equal', effect } = toleration
  if (effect !== undefined && effect !== taint.effect) return false
  if (key === '' ? operator !== 'Exists' : key !== taint.key) return false
  if (operator === 'Gt' || operator === 'Lt') return compares(toleration, taint)
  return operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? '')
}

export const isTolerated = (tolerations: readonly Toleration[], taint: Taint): boolean =>
  tolerations.some((toleration) => tolerates(toleration, taint))
