/** Deployments: rolling updates between ReplicaSets. */
import type { ClauseForm } from '../clause.ts'
import { code, docs } from '../clause.ts'

const DEPLOYMENT = 'concepts/workloads/controllers/deployment/'
const ROLLING = 'pkg/controller/deployment/rolling.go'

export const deployment = [
  {
    id: 'DEPLOY-1',
    text: 'A rollout finishes: in the end all replicas are of the newest template.',
    source: docs(`${DEPLOYMENT}#complete-deployment`),
    modelled: 'The deployment controller scales the new ReplicaSet up and the old ones down.',
    status: 'modelled',
  },
  {
    id: 'DEPLOY-2',
    text: 'There is one ReplicaSet per pod template.',
    source: docs(`${DEPLOYMENT}#pod-template-hash-label`),
    modelled: 'The deployment controller names ReplicaSets by the hash of their template.',
    status: 'modelled',
  },
  {
    id: 'DEPLOY-3',
    text: 'The sum of spec.replicas of all its ReplicaSets is at most replicas + maxSurge.',
    source: code('pkg/controller/deployment/util/deployment_util.go', 'NewRSNewReplicas'),
    modelled: 'The deployment controller scales up within what its cache shows.',
    differs:
      'Documentation says pods; real clusters keep it for the sum of spec.replicas only (WEAK-4).',
    status: 'modelled',
  },
  {
    id: 'DEPLOY-4',
    text: 'A rollout by itself never takes ready pods below replicas - maxUnavailable.',
    source: docs(`${DEPLOYMENT}#max-unavailable`),
    modelled:
      'The deployment controller scales old ReplicaSets down by available pods of its cache.',
    status: 'modelled',
  },
  {
    id: 'DEPLOY-5',
    text: 'maxSurge rounds up, maxUnavailable down; 25 % each by default; both 0 is not possible.',
    source: docs(`${DEPLOYMENT}#rolling-update-deployment`),
    modelled: 'The bounds of the deployment controller.',
    status: 'modelled',
  },
  {
    id: 'DEPLOY-6',
    text: 'Old pods that are not ready go first.',
    source: code(ROLLING, 'DeploymentController.cleanupUnhealthyReplicas'),
    modelled:
      'The deployment controller scales unhealthy old ReplicaSets down before healthy ones.',
    status: 'modelled',
  },
  {
    id: 'DEPLOY-7',
    text: 'Recreate stops all old pods before it makes new ones.',
    source: docs(`${DEPLOYMENT}#recreate-deployment`),
    modelled: 'The deployment controller waits until no pod of an old ReplicaSet is left.',
    status: 'modelled',
  },
  {
    id: 'DEPLOY-8',
    text: 'A paused Deployment is scaled, but not rolled out.',
    source: docs(`${DEPLOYMENT}#pausing-and-resuming-a-deployment`),
    modelled: 'The deployment controller makes no new ReplicaSet while spec.paused is set.',
    status: 'modelled',
  },
  {
    id: 'DEPLOY-9',
    text: 'Scaling in the middle of a rollout is shared out among the ReplicaSets.',
    source: docs(`${DEPLOYMENT}#proportional-scaling`),
    modelled: 'The deployment controller scales them in proportion to their sizes.',
    status: 'modelled',
  },
  {
    id: 'DEPLOY-10',
    text: 'A rollout that makes no progress is reported; old ReplicaSets are kept for a rollback.',
    source: docs(`${DEPLOYMENT}#failed-deployment`),
    modelled: 'Old ReplicaSets stay, scaled to 0; progress deadlines are not looked at.',
    status: 'partly',
    reason: 'The deadline only sets a condition that nothing in the model reads.',
  },
] as const satisfies readonly ClauseForm[]
