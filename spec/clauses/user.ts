/**
 * What a workload needs. Kubernetes promises none of it: bad luck breaks it, and the question is
 * how much.
 */
import type { ClauseForm } from '../clause.ts'

const manifests = { kind: 'user', from: 'manifests' } as const

export const user = [
  {
    id: 'USER-1',
    text: 'A Service that has a ready endpoint never has none.',
    source: manifests,
    modelled: 'A promise for each Service of the manifests, by the Endpoints in the store.',
    status: 'modelled',
  },
  {
    id: 'USER-2',
    text: 'Of a workload, replicas - maxUnavailable pods stay ready.',
    source: manifests,
    modelled: 'A promise for each workload of the manifests, by the pods in the store.',
    status: 'modelled',
  },
  {
    id: 'USER-3',
    text: 'The ready pods of a workload are not all on one node.',
    source: manifests,
    modelled: 'A promise for each workload with two or more replicas.',
    status: 'modelled',
  },
  {
    id: 'USER-4',
    text: 'All pods of a workload are ready again after bad luck, and the worst time is known.',
    source: manifests,
    modelled: 'A promise for each workload; the worst time over all runs is given in seconds.',
    status: 'modelled',
  },
  {
    id: 'USER-5',
    text: 'What the user states in the configuration file holds.',
    source: { kind: 'user', from: 'kubeproof.config.yaml' },
    modelled: 'A promise for each entry of `promises`: so many ready, within so many seconds.',
    status: 'modelled',
  },
  {
    id: 'USER-6',
    text: 'The pods of a workload with hard spread constraints are spread within them in the end.',
    source: manifests,
    modelled: 'A promise for each workload with a constraint that is DoNotSchedule; the scheduler looks only when it places a pod.',
    status: 'modelled',
  },
] as const satisfies readonly ClauseForm[]
