/**
 * May this pod be evicted? A budget says how many of the pods that it selects must stay healthy. Upstream's
 * disruption controller keeps that count in the budget's status; here it is worked out from the pods when it is asked
 * for, which is the same when the controller has caught up.
 */
import type { KubeObject, LabelSelector, Pod, PlainObject } from '../../../model/objects.ts'
import { isActive, isReady, isTerminal } from '../../../model/pod.ts'
import { selects } from '../../../model/selector.ts'
import type { Json, JsonObject } from './json.ts'
import { objectAt } from './json.ts'
import { Refused } from './status.ts'

type Budget = Extract<PlainObject, { kind: 'PodDisruptionBudget' }>

const specOf = (budget: Budget): JsonObject => objectAt({ content: budget.content as JsonObject }, 'content', 'spec')

const podsOf = (budget: Budget, objects: readonly KubeObject[]): readonly Pod[] => {
  const selector = objectAt(specOf(budget), 'selector') as LabelSelector
  return objects.filter((o): o is Pod => o.kind === 'Pod' && isActive(o) && selects(selector, o.metadata.labels))
}

/** What the owners of the pods want to run; pods without an owner count themselves. */
const expected = (pods: readonly Pod[], objects: readonly KubeObject[]): number => {
  const owners = new Set(pods.flatMap(({ metadata }) => (metadata.ownerReferences ?? []).map(({ uid }) => uid)))
  const wanted = objects.flatMap((o) =>
    o.kind === 'ReplicaSet' && owners.has(o.metadata.uid) ? [o.spec.replicas] : [],
  )
  const alone = pods.filter(({ metadata }) => (metadata.ownerReferences ?? []).length === 0).length
  return wanted.reduce((a, b) => a + b, alone)
}

/** A percentage is rounded up, as upstream does. */
const amount = (value: Json | undefined, of: number): number =>
  typeof value === 'number' ? value : Math.ceil((Number.parseInt(String(value), 10) * of) / 100)

export interface Budgeted {
  readonly expected: number
  readonly healthy: number
  readonly desired: number
  readonly allowed: number
}

export const countsOf = (budget: Budget, objects: readonly KubeObject[]): Budgeted => {
  const pods = podsOf(budget, objects)
  const { minAvailable, maxUnavailable } = specOf(budget)
  const total = expected(pods, objects)
  const healthy = pods.filter(isReady).length
  const desired =
    maxUnavailable === undefined ? amount(minAvailable ?? 1, total) : Math.max(total - amount(maxUnavailable, total), 0)
  return { expected: total, healthy, desired, allowed: Math.max(healthy - desired, 0) }
}

const isBudget = (object: KubeObject): object is Budget => object.kind === 'PodDisruptionBudget'

/** Null: it may go. A pod that is not ready, or has ended, disrupts nothing. */
export const disruptionsLeft = (
  pod: Pod,
  budgets: readonly KubeObject[],
  objects: readonly KubeObject[],
): Refused | null => {
  if (isTerminal(pod) || pod.metadata.deletionTimestamp !== undefined || !isReady(pod)) return null
  const spent = budgets
    .filter(isBudget)
    .find((budget) => podsOf(budget, [pod]).length > 0 && countsOf(budget, objects).allowed === 0)
  if (spent === undefined) return null
  const { healthy, desired } = countsOf(spent, objects)
  const { name } = spent.metadata
  const cause = {
    reason: 'DisruptionBudget',
    message: `The disruption budget ${name} needs ${desired} healthy pods and has ${healthy} currently`,
  }
  return new Refused({
    code: 429,
    reason: 'TooManyRequests',
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details: { causes: [cause] },
  })
}
