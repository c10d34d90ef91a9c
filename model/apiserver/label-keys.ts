/**
 * matchLabelKeys and mismatchLabelKeys of pod affinity: when a pod is created its own values are merged into the terms'
 * selectors, so that the scheduler needs to know nothing of them. A key that the pod has no label for is passed over.
 * Source: pkg/registry/core/pod/strategy.go at v1.31.0, applyMatchLabelKeysAndMismatchLabelKeys.
 */
import type { Labels, Pod, PodAffinity, PodAffinityTerm, SelectorRequirement } from '../objects.ts'

const requirements = (
  labels: Labels,
  keys: readonly string[],
  operator: 'In' | 'NotIn',
): readonly SelectorRequirement[] =>
  keys.flatMap((key) => (Object.hasOwn(labels, key) ? [{ key, operator, values: [labels[key] ?? ''] }] : []))

const merged = (labels: Labels, term: PodAffinityTerm): PodAffinityTerm => {
  const { labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] } = term
  const added = [...requirements(labels, matchLabelKeys, 'In'), ...requirements(labels, mismatchLabelKeys, 'NotIn')]
  if (labelSelector === undefined || added.length === 0) return term
  const matchExpressions = [...(labelSelector.matchExpressions ?? []), ...added]
  return { ...term, labelSelector: { ...labelSelector, matchExpressions } }
}

const inAffinity = (labels: Labels, affinity: PodAffinity): PodAffinity => {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: hard,
    preferredDuringSchedulingIgnoredDuringExecution: soft,
  } = affinity
  return {
    ...(hard === undefined
      ? {}
      : { requiredDuringSchedulingIgnoredDuringExecution: hard.map((term) => merged(labels, term)) }),
    ...(soft === undefined
      ? {}
      : {
          preferredDuringSchedulingIgnoredDuringExecution: soft.map(({ weight, podAffinityTerm }) => ({
            weight,
            podAffinityTerm: merged(labels, podAffinityTerm),
          })),
        }),
  }
}

/** For a pod that is being created. */
export const withLabelKeys = (pod: Pod): Pod => {
  const { affinity } = pod.spec
  if (affinity === undefined) return pod
  const { labels } = pod.metadata
  const { podAffinity, podAntiAffinity } = affinity
  return {
    ...pod,
    spec: {
      ...pod.spec,
      affinity: {
        ...affinity,
        ...(podAffinity === undefined ? {} : { podAffinity: inAffinity(labels, podAffinity) }),
        ...(podAntiAffinity === undefined ? {} : { podAntiAffinity: inAffinity(labels, podAntiAffinity) }),
      },
    },
  }
}
