/** Rows of the deployment controller's own tests, put to the functions that the model's controller uses. */
import { newMetadata } from '../../model/claim.ts'
import { maxUnavailable, newSetReplicas, resolveFenceposts } from '../../model/deployment/bounds.ts'
import type { Resize } from '../../model/deployment/rolling.ts'
import { resizeNew, resizeOld, scaleDownOld } from '../../model/deployment/rolling.ts'
import type { Deployment, DeploymentStrategy, ReplicaSet } from '../../model/objects.ts'

const TEMPLATE = { metadata: { labels: {} }, spec: { containers: [] } }
const STATUS = { replicas: 0, readyReplicas: 0, availableReplicas: 0, observedGeneration: 0 }

const deployment = (replicas: number, strategy: DeploymentStrategy): Deployment => ({
  kind: 'Deployment',
  metadata: newMetadata('foo', 'default', {}),
  spec: { replicas, selector: {}, template: TEMPLATE, strategy },
  status: { ...STATUS, updatedReplicas: 0, unavailableReplicas: 0 },
})

const rolling = (replicas: number, maxSurge: number, unavailable: number): Deployment =>
  deployment(replicas, { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable: unavailable } })

const set = (name: string, replicas: number, available = 0): ReplicaSet => ({
  kind: 'ReplicaSet',
  metadata: { ...newMetadata(name, 'default', {}), uid: name },
  spec: { replicas, selector: {}, template: TEMPLATE },
  status: { ...STATUS, replicas, availableReplicas: available },
})

/** The new size, or that nothing changes. */
const sizeAfter = (resizes: readonly Resize[]): number | 'unchanged' => resizes[0]?.replicas ?? 'unchanged'

const expectedSize = (isScaled: boolean, size: number): number | 'unchanged' => (isScaled ? size : 'unchanged')

/** Expected and found. */
export type Pair = readonly [unknown, unknown]

interface NewSetRow {
  readonly deploymentReplicas: number
  readonly maxSurge: number
  readonly oldReplicas: number
  readonly newReplicas: number
  readonly scaleExpected: boolean
  readonly expectedNewReplicas: number
}

export const reconcileNew = (row: NewSetRow): Pair => [
  expectedSize(row.scaleExpected, row.expectedNewReplicas),
  sizeAfter(
    resizeNew(rolling(row.deploymentReplicas, row.maxSurge, 0), set('new', row.newReplicas), [
      set('old', row.oldReplicas),
    ]),
  ),
]

interface OldSetsRow {
  readonly deploymentReplicas: number
  readonly maxUnavailable: number
  readonly oldReplicas: number
  readonly newReplicas: number
  readonly readyPodsFromOldRS: number
  readonly readyPodsFromNewRS: number
  readonly scaleExpected: boolean
  readonly expectedOldReplicas: number
}

export const reconcileOld = (row: OldSetsRow): Pair => [
  expectedSize(row.scaleExpected, row.expectedOldReplicas),
  sizeAfter(
    resizeOld(
      rolling(row.deploymentReplicas, 0, row.maxUnavailable),
      set('new', row.newReplicas, row.readyPodsFromNewRS),
      [set('old', row.oldReplicas, row.readyPodsFromOldRS)],
    ),
  ),
]

interface ScaleDownRow extends Pick<
  OldSetsRow,
  'deploymentReplicas' | 'maxUnavailable' | 'oldReplicas' | 'scaleExpected'
> {
  readonly readyPods: number
  readonly expectedOldReplicas: number
}

export const scaleDown = (row: ScaleDownRow): Pair => {
  const old = set('old', row.oldReplicas, row.readyPods)
  const [after] = scaleDownOld(rolling(row.deploymentReplicas, 0, row.maxUnavailable), undefined, [old])
  const size = after?.spec.replicas ?? row.oldReplicas
  return [expectedSize(row.scaleExpected, row.expectedOldReplicas), expectedSize(size !== row.oldReplicas, size)]
}

interface FencepostsRow {
  readonly maxSurge: number | string | null
  readonly maxUnavailable: number | string | null
  readonly desired: number
  readonly expectSurge: number
  readonly expectUnavailable: number
  readonly expectError: boolean
}

export const fenceposts = (row: FencepostsRow): Pair => [
  row.expectError ? null : { surge: row.expectSurge, unavailable: row.expectUnavailable },
  resolveFenceposts(row.maxSurge, row.maxUnavailable, row.desired),
]

interface UnavailableRow {
  readonly deployment: { readonly spec: { readonly replicas?: number; readonly strategy: DeploymentStrategy } }
  readonly expected: number
}

export const unavailable = ({ deployment: { spec }, expected }: UnavailableRow): Pair => [
  expected,
  maxUnavailable(deployment(spec.replicas ?? 0, spec.strategy)),
]

interface NewReplicasRow {
  readonly strategyType: DeploymentStrategy['type']
  readonly depReplicas: number
  readonly newRSReplicas: number
  readonly maxSurge: number
  readonly expected: number
}

export const newReplicas = (row: NewReplicasRow): Pair => {
  const strategy = { type: row.strategyType, rollingUpdate: { maxSurge: row.maxSurge, maxUnavailable: 1 } }
  return [row.expected, newSetReplicas(deployment(row.depReplicas, strategy), row.newRSReplicas, row.newRSReplicas)]
}
