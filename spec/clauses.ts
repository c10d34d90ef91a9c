/**
 * All clauses, in reading order. Their ids make up ClauseId, so that a property which cites a
 * clause that does not exist does not compile.
 */
import type { ClauseForm } from './clause.ts'
import { apiServer } from './clauses/api-server.ts'
import { architecture } from './clauses/architecture.ts'
import { controllers } from './clauses/controllers.ts'
import { deployment } from './clauses/deployment.ts'
import { edges } from './clauses/edges.ts'
import { etcd } from './clauses/etcd.ts'
import { kubectl } from './clauses/kubectl.ts'
import { kubelet } from './clauses/kubelet.ts'
import { namespaces } from './clauses/namespaces.ts'
import { nodes } from './clauses/nodes.ts'
import { pods } from './clauses/pods.ts'
import { protocol } from './clauses/protocol.ts'
import { replication } from './clauses/replication.ts'
import { runtime } from './clauses/runtime.ts'
import { scheduling } from './clauses/scheduling.ts'
import { services } from './clauses/services.ts'
import { user } from './clauses/user.ts'
import { watches } from './clauses/watches.ts'
import { weakenings } from './clauses/weakenings.ts'

const all = [
  ...user,
  ...architecture,
  ...etcd,
  ...apiServer,
  ...watches,
  ...scheduling,
  ...controllers,
  ...replication,
  ...deployment,
  ...nodes,
  ...pods,
  ...kubelet,
  ...runtime,
  ...services,
  ...namespaces,
  ...kubectl,
  ...protocol,
  ...edges,
  ...weakenings,
] as const

export type ClauseId = (typeof all)[number]['id']

export type Clause = ClauseForm<ClauseId>

export const clauses: readonly Clause[] = all

const byId: ReadonlyMap<string, Clause> = new Map(clauses.map((clause) => [clause.id, clause]))

/** For ids that come from outside, such as a counterexample file of another version. */
export const findClause = (id: string): Clause | undefined => byId.get(id)

/**
 * A documented weakening: what Kubernetes allows by design. A property about it never counts as
 * broken.
 */
export const isWeakening = (id: ClauseId): boolean => id.startsWith('WEAK-')
