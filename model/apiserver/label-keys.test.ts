import { expect, test } from 'vitest'
import { aPod } from '../fixtures/objects.ts'
import type { PodAffinityTerm } from '../objects.ts'
import { withLabelKeys } from './label-keys.ts'

const by = (changes: Partial<PodAffinityTerm>): PodAffinityTerm => ({
  topologyKey: 'zone',
  labelSelector: { matchLabels: { app: 'web' } },
  ...changes,
})

/** The selector of the pod's one term, as it is stored. */
const stored = (term: PodAffinityTerm) => {
  const required = { requiredDuringSchedulingIgnoredDuringExecution: [term] }
  const pod = aPod(
    'a',
    { hash: 'new', tenant: 'x' },
    { spec: { containers: [], affinity: { podAntiAffinity: required } } },
  )
  const { affinity } = withLabelKeys(pod).spec
  return affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.[0]?.labelSelector
}

test("the pod's own values narrow the selector or are excluded from it", () => {
  expect(stored(by({ matchLabelKeys: ['hash'], mismatchLabelKeys: ['tenant'] }))).toEqual({
    matchLabels: { app: 'web' },
    matchExpressions: [
      { key: 'hash', operator: 'In', values: ['new'] },
      { key: 'tenant', operator: 'NotIn', values: ['x'] },
    ],
  })
})

test('a key that the pod has no label for, or a term without a selector, changes nothing', () => {
  expect(stored(by({ matchLabelKeys: ['toString'] }))).toEqual({ matchLabels: { app: 'web' } })
  expect(stored({ topologyKey: 'zone', matchLabelKeys: ['hash'] })).toBeUndefined()
})
