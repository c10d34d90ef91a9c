/** The store. */
import type { Clause } from '../clause.ts'

export const ETCD = [
  {
    id: 'ETCD-1',
    text: 'Acts as the key-value store for Kubernetes.',
    source: { kind: 'notes', quote: 'Acts as the key-value store for Kubernetes.' },
    modelled: 'model/etcd: MVCC keys with revisions, transactions, watches, leases.',
    status: 'modelled',
  },
  {
    id: 'ETCD-2',
    text: 'Stores cluster data such as configurations, secrets, and states.',
    source: {
      kind: 'notes',
      quote: 'Stores cluster data such as configurations, secrets, and states.',
    },
    modelled:
      'Objects are stored under /registry/; configurations and secrets are not modelled as kinds.',
    status: 'partly',
  },
  {
    id: 'ETCD-3',
    text:
      'ETCD is the backbone of Kubernetes, storing the state of the entire cluster. If ETCD fails, the cluster\'s state may be lost.',
    source: {
      kind: 'notes',
      quote: 'ETCD is the backbone of Kubernetes, storing the state of the entire cluster. If ETCD fails, the cluster\'s state may be lost.',
    },
    modelled:
      'Faults crash members, lose disks and lose the whole cluster, with and without a backup.',
    status: 'modelled',
  },
  {
    id: 'ETCD-4',
    text: 'A write that was acknowledged survives while a majority of disks does.',
    source: { kind: 'upstream', url: 'https://etcd.io/docs/v3.5/learning/api_guarantees/' },
    modelled:
      'Entries are durable on a majority before they are acknowledged (model/etcd/raft.ts).',
    status: 'modelled',
  },
  {
    id: 'ETCD-5',
    text:
      'Every successful write makes a new, larger revision; one transaction, one revision; none is used twice.',
    source: { kind: 'upstream', url: 'https://etcd.io/docs/v3.5/learning/data_model/' },
    modelled: 'model/etcd/mvcc.ts.',
    status: 'modelled',
  },
  {
    id: 'ETCD-6',
    text: 'Members that applied the same entries hold the same data.',
    source: { kind: 'upstream', url: 'https://etcd.io/docs/v3.5/learning/api_guarantees/' },
    modelled: 'Compared between members in every state.',
    status: 'modelled',
  },
  {
    id: 'ETCD-7',
    text: 'Watch events are ordered, unique, reliable, atomic and resumable.',
    source: { kind: 'upstream', url: 'https://etcd.io/docs/v3.5/learning/api_guarantees/' },
    modelled: 'model/etcd/watch.ts.',
    status: 'modelled',
  },
  {
    id: 'ETCD-8',
    text: 'A watch from a compacted revision is cancelled.',
    source: { kind: 'upstream', url: 'https://etcd.io/docs/v3.5/learning/api/' },
    modelled: 'etcd/canceled.',
    status: 'modelled',
  },
  {
    id: 'ETCD-9',
    text: 'Without a majority there are no writes and no linearizable reads.',
    source: { kind: 'upstream', url: 'https://etcd.io/docs/v3.5/op-guide/failures/' },
    modelled: 'The leader answers only while it reaches a majority.',
    status: 'modelled',
  },
  {
    id: 'ETCD-10',
    text: 'Serializable reads from one member may be stale.',
    source: { kind: 'upstream', url: 'https://etcd.io/docs/v3.5/learning/api_guarantees/' },
    modelled: 'A member answers from what it has applied.',
    status: 'modelled',
  },
  {
    id: 'ETCD-11',
    text: 'A lease expires unless it is renewed, never before its TTL.',
    source: { kind: 'upstream', url: 'https://etcd.io/docs/v3.5/learning/api/' },
    modelled: 'model/etcd/leases.ts.',
    status: 'modelled',
  },
  {
    id: 'ETCD-12',
    text: 'A restored snapshot makes a new cluster whose revision goes back unless it is bumped.',
    source: { kind: 'upstream', url: 'https://etcd.io/docs/v3.5/op-guide/recovery/' },
    modelled: 'model/etcd/restore.ts.',
    status: 'modelled',
  },
  {
    id: 'ETCD-13',
    text: 'A write that timed out may be applied later.',
    source: { kind: 'upstream', url: 'https://etcd.io/docs/v3.5/learning/api_guarantees/' },
    modelled: 'A proposal without quorum stays in the log.',
    status: 'modelled',
  },
  {
    id: 'ETCD-14',
    text: 'A failed leader is replaced after an election timeout.',
    source: { kind: 'upstream', url: 'https://etcd.io/docs/v3.5/op-guide/failures/' },
    modelled: 'model/etcd/election.ts.',
    status: 'modelled',
  },
] as const satisfies readonly Clause[]
