/** Rows of Go test tables as they stand: which the model covers, and why it does not cover the others. */
import type { Outcome } from '../agreement.ts'
import type { Pair } from './deployments.ts'
import { fenceposts, newReplicas, reconcileNew, reconcileOld, scaleDown, unavailable } from './deployments.ts'
import { orphans } from './pod-gc.ts'
import { address, ready, tolerationTime } from './pods.ts'

export interface Table {
  readonly table: string
  readonly cases: readonly unknown[]
}

type Row = Readonly<Record<string, unknown>>

interface Covered {
  /** Expected and found. The row has the fields of its Go struct. */
  readonly compare: (row: never) => Pair
  /** What a row needs that is not modelled; null: nothing. */
  readonly lacks?: (row: Row) => string | null
}

const needsGates = ({ spec }: Row): string | null =>
  typeof spec === 'object' && spec !== null && 'readinessGates' in spec ? 'readiness gates are not modelled' : null

const COVERED: { readonly [table: string]: Covered } = {
  TestDeploymentController_reconcileNewReplicaSet: { compare: reconcileNew },
  TestDeploymentController_reconcileOldReplicaSets: { compare: reconcileOld },
  TestDeploymentController_scaleDownOldReplicaSetsForRollingUpdate: { compare: scaleDown },
  TestResolveFenceposts: { compare: fenceposts },
  TestMaxUnavailable: { compare: unavailable },
  TestNewRSNewReplicas: { compare: newReplicas },
  TestGetMinTolerationTime: { compare: tolerationTime },
  TestGCOrphaned: { compare: orphans },
  TestGeneratePodReadyCondition: { compare: ready, lacks: needsGates },
  TestShouldPodBeInEndpoints: { compare: address },
}

const LEFT_OUT: { readonly [table: string]: string } = {
  TestDeploymentComplete: 'the condition Progressing of a deployment is not modelled',
  TestDeploymentProgressing: 'the condition Progressing of a deployment is not modelled',
  TestGCTerminated: 'the threshold for terminated pods (12 500 by default) is not modelled',
  TestNodeShouldRunDaemonPod: 'DaemonSets are not modelled',
  TestTryUpdateNodeHealth: 'the table does not say what is expected: the rows were computed by the Go test',
}

const compareRow = ({ compare, lacks }: Covered, row: Row, what: string): Outcome => {
  const reason = lacks?.(row) ?? null
  if (reason !== null) return { what, is: 'skipped', reason }
  const [expected, found] = compare(row as never).map((side) => JSON.stringify(side))
  return expected === found
    ? { what, is: 'agreed' }
    : { what, is: 'differed', reason: null, how: `expected ${expected}, got ${found}` }
}

export const compareTable = ({ table, cases }: Table): readonly Outcome[] =>
  cases.map((row, i) => {
    const what = `${table}[${i}]`
    const covered = COVERED[table]
    return covered === undefined
      ? { what, is: 'skipped', reason: LEFT_OUT[table] ?? `the table ${table} is not known` }
      : compareRow(covered, row as Row, what)
  })
