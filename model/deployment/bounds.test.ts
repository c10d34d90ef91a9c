/** The arithmetic of rollouts against upstream's own tables, which are read in place. */
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { aDeployment, aSet } from '../fixtures/objects.ts'
import type { Deployment, ReplicaSet } from '../objects.ts'
import { maxUnavailable, newSetReplicas, resolveFenceposts, sumReplicas } from './bounds.ts'
import { resizeNew, resizeOld, scaleDownOld } from './rolling.ts'

const FILE = new URL('../../../shared/conformance/cases/raw-tables.json', import.meta.url).pathname

const rows = <T>(table: string, shape: z.ZodType<T>): readonly T[] => {
  if (!existsSync(FILE)) {
    console.warn(`${FILE} is not here: the rows of ${table} are not checked`)
    return []
  }
  const file = z.object({ tables: z.array(z.object({ table: z.string(), cases: z.unknown() })) })
  const found = file
    .parse(JSON.parse(readFileSync(FILE, 'utf8')))
    .tables.find((each) => each.table === table)
  return z.array(shape).min(1).parse(found?.cases)
}

type Rolling = NonNullable<Deployment['spec']['strategy']['rollingUpdate']>

const rolling = (replicas: number, rollingUpdate: Rolling): Deployment =>
  aDeployment('web', replicas, { strategy: { type: 'RollingUpdate', rollingUpdate } })

const sized = (name: string, replicas: number, available: number): ReplicaSet => {
  const set = aSet(name, replicas)
  const { metadata, status } = set
  return {
    ...set,
    metadata: { ...metadata, uid: name },
    status: { ...status, availableReplicas: available },
  }
}

const count = z.number()
const bound = z.union([z.number(), z.string()])

test('reconcileNewReplicaSet: 5 rows of upstream', () => {
  const shape = z.object({
    deploymentReplicas: count,
    maxSurge: bound,
    oldReplicas: count,
    newReplicas: count,
    scaleExpected: z.boolean(),
    expectedNewReplicas: count,
  })
  for (const row of rows('TestDeploymentController_reconcileNewReplicaSet', shape)) {
    const deployment = rolling(row.deploymentReplicas, {
      maxSurge: row.maxSurge,
      maxUnavailable: 0,
    })
    const newSet = sized('new', row.newReplicas, 0)
    const resized = resizeNew(deployment, newSet, [sized('old', row.oldReplicas, 0)])
    expect(resized.map(({ replicas }) => replicas)).toEqual(
      row.scaleExpected ? [row.expectedNewReplicas] : [],
    )
  }
})

test('reconcileOldReplicaSets: 5 rows of upstream', () => {
  const shape = z.object({
    deploymentReplicas: count,
    maxUnavailable: bound,
    oldReplicas: count,
    newReplicas: count,
    readyPodsFromOldRS: count,
    readyPodsFromNewRS: count,
    scaleExpected: z.boolean(),
    expectedOldReplicas: count,
  })
  for (const row of rows('TestDeploymentController_reconcileOldReplicaSets', shape)) {
    const { maxUnavailable: most } = row
    const deployment = rolling(row.deploymentReplicas, { maxSurge: 0, maxUnavailable: most })
    const newSet = sized('new', row.newReplicas, row.readyPodsFromNewRS)
    const old = sized('old', row.oldReplicas, row.readyPodsFromOldRS)
    expect(resizeOld(deployment, newSet, [old]).map(({ replicas }) => replicas)).toEqual(
      row.scaleExpected ? [row.expectedOldReplicas] : [],
    )
  }
})

test('scaleDownOldReplicaSetsForRollingUpdate: 5 rows of upstream', () => {
  const shape = z.object({
    deploymentReplicas: count,
    maxUnavailable: bound,
    readyPods: count,
    oldReplicas: count,
    scaleExpected: z.boolean(),
    expectedOldReplicas: count,
  })
  for (const row of rows(
    'TestDeploymentController_scaleDownOldReplicaSetsForRollingUpdate',
    shape,
  )) {
    const { maxUnavailable: most } = row
    const deployment = rolling(row.deploymentReplicas, { maxSurge: 0, maxUnavailable: most })
    const old = sized('old', row.oldReplicas, row.readyPods)
    const after = sumReplicas(scaleDownOld(deployment, undefined, [old]))
    expect(after).toBe(row.scaleExpected ? row.expectedOldReplicas : row.oldReplicas)
  }
})

test('ResolveFenceposts: 7 rows of upstream', () => {
  const shape = z.object({
    maxSurge: bound.nullable(),
    maxUnavailable: bound.nullable(),
    desired: count,
    expectSurge: count,
    expectUnavailable: count,
    expectError: z.boolean(),
  })
  for (const row of rows('TestResolveFenceposts', shape)) {
    expect(resolveFenceposts(row.maxSurge, row.maxUnavailable, row.desired)).toEqual(
      row.expectError ? null : { surge: row.expectSurge, unavailable: row.expectUnavailable },
    )
  }
})

test('MaxUnavailable: 8 rows of upstream', () => {
  const strategy = z.object({
    type: z.enum(['RollingUpdate', 'Recreate']),
    rollingUpdate: z.object({ maxUnavailable: bound, maxSurge: bound }).optional(),
  })
  const spec = z.object({ replicas: count.default(1), strategy })
  const shape = z.object({ deployment: z.object({ spec }), expected: count })
  for (const { deployment, expected } of rows('TestMaxUnavailable', shape)) {
    const { type, rollingUpdate } = deployment.spec.strategy
    const { replicas } = deployment.spec
    const given = { type, ...(rollingUpdate === undefined ? {} : { rollingUpdate }) }
    expect(maxUnavailable(aDeployment('web', replicas, { strategy: given }))).toBe(expected)
  }
})

test('NewRSNewReplicas: 3 rows of upstream', () => {
  const shape = z.object({
    strategyType: z.enum(['RollingUpdate', 'Recreate']),
    depReplicas: count,
    newRSReplicas: count,
    maxSurge: bound,
    expected: count,
  })
  for (const row of rows('TestNewRSNewReplicas', shape)) {
    const strategy = {
      type: row.strategyType,
      rollingUpdate: { maxUnavailable: 1, maxSurge: row.maxSurge },
    }
    const deployment = aDeployment('web', row.depReplicas, { strategy })
    expect(newSetReplicas(deployment, row.newRSReplicas, row.newRSReplicas)).toBe(row.expected)
  }
})

test('a manifest that says nothing gets 25 % of each, surge rounded up, unavailable down', () => {
  const deployment = aDeployment('web', 3)
  expect(newSetReplicas(deployment, 3, 0)).toBe(1)
  expect(maxUnavailable(deployment)).toBe(0)
})
