/** What etcd promises: a durable, linearizable store with revisions, watches and leases. */
import type { ClauseForm } from '../clause.ts'
import { etcdDocs, notes } from '../clause.ts'

const SECTION = 'ETCD Cluster'
const GUARANTEES = 'learning/api_guarantees/'

export const etcd = [
  {
    id: 'ETCD-1',
    text: 'etcd is the key-value store of the cluster.',
    source: notes(SECTION, 'Acts as the key-value store for Kubernetes.'),
    modelled: 'Each etcd member keeps a raft log and an MVCC store of /registry/ keys on its disk.',
    status: 'modelled',
  },
  {
    id: 'ETCD-2',
    text: 'Every object of the cluster is stored in etcd and nowhere else.',
    source: notes(SECTION, 'Stores cluster data such as configurations, secrets, and states.'),
    modelled:
      'The API server keeps all objects of model/objects in etcd; its own cache is rebuilt.',
    status: 'partly',
    reason:
      'ConfigMaps and Secrets are not modelled: nothing that a verdict is about depends on them.',
  },
  {
    id: 'ETCD-3',
    text: 'etcd is critical: while it cannot serve, nothing new is decided or stored.',
    source: notes(SECTION, 'Critical Component'),
    modelled:
      'Without an etcd quorum API servers answer writes with a timeout, and leaders resign.',
    differs: 'Running pods run on, and stale reads are still answered. Both are modelled.',
    status: 'modelled',
  },
  {
    id: 'ETCD-4',
    text: 'etcd holds the state of the entire cluster.',
    source: notes(
      SECTION,
      'ETCD is the backbone of Kubernetes, storing the state of the entire cluster.',
    ),
    modelled: 'Every API server, and through it every component, learns the state from etcd alone.',
    differs:
      'Containers and packet rules live on the nodes and outlast etcd: runtime disks and ' +
      'kube-proxy rules are state of their own in the model.',
    status: 'modelled',
  },
  {
    id: 'ETCD-5',
    text: 'If etcd fails, the state of the cluster may be lost.',
    source: notes(SECTION, "If ETCD fails, the cluster's state may be lost."),
    modelled:
      'Faults lose-etcd-disk, restore-etcd-snapshot and lose-etcd-cluster act on member disks.',
    differs:
      'A crash or a minority of lost disks loses nothing that was acknowledged; only the loss ' +
      'of a ' +
      'majority of disks does. The faults are told apart.',
    status: 'modelled',
  },
  {
    id: 'ETCD-6',
    text: 'An acknowledged write survives while a majority of disks does.',
    source: etcdDocs(`${GUARANTEES}#durability`),
    modelled: 'An etcd member answers only when a majority has the entry on disk.',
    status: 'modelled',
  },
  {
    id: 'ETCD-7',
    text: 'Each successful write gets one revision, one above the last; revisions never repeat.',
    source: etcdDocs(`${GUARANTEES}#revision`),
    modelled: 'Each etcd member counts revisions as it applies the log.',
    status: 'modelled',
  },
  {
    id: 'ETCD-8',
    text: 'A linearizable read sees every write that was acknowledged before it began.',
    source: etcdDocs(`${GUARANTEES}#linearizability`),
    modelled: 'An etcd member asks the leader for a read index and answers when it has applied it.',
    status: 'modelled',
  },
  {
    id: 'ETCD-9',
    text: 'Without a majority there are no writes and no linearizable reads.',
    source: etcdDocs('op-guide/failures/#majority-failure'),
    modelled: 'Requests wait in the etcd member and time out; the outcome of a write stays open.',
    status: 'modelled',
  },
  {
    id: 'ETCD-10',
    text: 'A watch is ordered: events come in the order of revisions.',
    source: etcdDocs(`${GUARANTEES}#watch-apis`),
    modelled:
      'An etcd member sends events as it applies revisions, along a channel that keeps order.',
    status: 'modelled',
  },
  {
    id: 'ETCD-11',
    text: 'A watch is unique: no event comes twice.',
    source: etcdDocs(`${GUARANTEES}#watch-apis`),
    modelled: 'An etcd member sends each applied revision once per watcher.',
    status: 'modelled',
  },
  {
    id: 'ETCD-12',
    text: 'A watch is reliable: within the history window no event is left out.',
    source: etcdDocs(`${GUARANTEES}#watch-apis`),
    modelled: 'An etcd member serves a watch from its history first, then from what it applies.',
    status: 'modelled',
  },
  {
    id: 'ETCD-13',
    text: 'A watch is atomic: all events of one revision come together.',
    source: etcdDocs(`${GUARANTEES}#watch-apis`),
    modelled: 'An etcd/events message carries all events of its revision.',
    status: 'modelled',
  },
  {
    id: 'ETCD-14',
    text: 'A broken watch can be resumed after the last revision seen, unless it was compacted.',
    source: etcdDocs(`${GUARANTEES}#watch-apis`),
    modelled: 'An etcd member answers a start revision below compaction with etcd/canceled.',
    status: 'modelled',
  },
  {
    id: 'ETCD-15',
    text: 'A transaction compares and writes in one step, at one revision, or writes nothing.',
    source: etcdDocs(`${GUARANTEES}#atomicity`),
    modelled: 'etcd members apply a txn as one log entry; API servers write through compares only.',
    status: 'modelled',
  },
  {
    id: 'ETCD-16',
    text: 'Members that applied the same revision hold the same data, also after crashes.',
    source: etcdDocs('op-guide/data_corruption/'),
    modelled: 'An etcd member persists the applied index together with the data.',
    status: 'modelled',
  },
  {
    id: 'ETCD-17',
    text: 'A lease expires when it is not renewed, never earlier than its time, and its keys go.',
    source: etcdDocs(`${GUARANTEES}#lease-apis`),
    modelled: 'The leading etcd member runs the clocks; a new leader starts them anew.',
    status: 'modelled',
  },
  {
    id: 'ETCD-18',
    text: 'A restored snapshot takes revisions back, unless they are bumped and caches rebuilt.',
    source: etcdDocs('op-guide/recovery/#restoring-with-revision-bump'),
    modelled: 'The operator of the model bumps revisions on restore and restarts the API servers.',
    status: 'modelled',
  },
  {
    id: 'ETCD-19',
    text: 'One leader per term: a leader that is cut off from the majority steps down.',
    source: etcdDocs('op-guide/failures/#network-partition'),
    modelled: 'etcd members vote once a term, and commit only what a majority appended.',
    status: 'modelled',
  },
  {
    id: 'ETCD-20',
    text: 'A cluster works while only a minority of its members is lost: 1 of 3, 2 of 5.',
    source: etcdDocs('op-guide/recovery/'),
    modelled: 'Clusters of 1, 3 or 5 etcd members; after a lost leader another is elected.',
    status: 'modelled',
  },
  {
    id: 'ETCD-21',
    text: 'A serializable read may be answered by one member alone, and may be stale.',
    source: etcdDocs(`${GUARANTEES}#linearizability`),
    modelled: 'etcd members answer serializable ranges from what they applied so far.',
    status: 'modelled',
  },
] as const satisfies readonly ClauseForm[]
