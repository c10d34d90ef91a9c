/** Every clause. Ids never change; a property that cites an unknown clause does not compile. */
import type { Clause } from './clause.ts'
import { APISERVER } from './clauses/apiserver.ts'
import { ARCHITECTURE } from './clauses/architecture.ts'
import { CONTROLLERS } from './clauses/controllers.ts'
import { EDGES } from './clauses/edges.ts'
import { ETCD } from './clauses/etcd.ts'
import { KUBELET } from './clauses/kubelet.ts'
import { NAMESPACES } from './clauses/namespaces.ts'
import { NODES } from './clauses/nodes.ts'
import { PODS } from './clauses/pods.ts'
import { PROTOCOL } from './clauses/protocol.ts'
import { SCHEDULER } from './clauses/scheduler.ts'
import { SERVICES } from './clauses/services.ts'
import { TOPICS } from './clauses/topics.ts'
import { USER } from './clauses/user.ts'
import { WEAKENINGS } from './clauses/weakenings.ts'

const ALL = [
  ...ARCHITECTURE,
  ...ETCD,
  ...APISERVER,
  ...SCHEDULER,
  ...CONTROLLERS,
  ...NODES,
  ...KUBELET,
  ...PODS,
  ...SERVICES,
  ...NAMESPACES,
  ...WEAKENINGS,
  ...PROTOCOL,
  ...EDGES,
  ...TOPICS,
  ...USER,
] as const

export type ClauseId = (typeof ALL)[number]['id']

export const clauses: readonly (Clause & { readonly id: ClauseId })[] = ALL
