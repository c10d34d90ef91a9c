/** What watches see when a Deployment is deleted in each of the three ways. */
import type { InProcess } from '../../cli/serve/in-process.ts'
import type { Change } from '../../cli/serve/chronicle.ts'
import type { KubeObject } from '../../model/objects.ts'
import type { Json, JsonObject } from '../../cli/serve/rest/json.ts'

const ROOT = '/apis/apps/v1/namespaces/default/deployments'

const deployment = (name: string): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  },
})

const SHORT: { readonly [kind: string]: string } = { Deployment: 'deploy', ReplicaSet: 'rs', Pod: 'pod' }

const lineOf = (type: string, { kind, metadata }: KubeObject): string => {
  const mark = `dt=${metadata.deletionTimestamp === true}`
  const own =
    kind === 'Deployment'
      ? ` fin=${(metadata.finalizers ?? []).join(',')}`
      : kind === 'ReplicaSet'
        ? ` owners=${(metadata.ownerReferences ?? []).length}`
        : ''
  return `${type} ${SHORT[kind] ?? kind} ${mark}${own}`
}

const told = ({ before, after }: Change): string[] => {
  const object = after ?? before
  if (object === null || !Object.hasOwn(SHORT, object.kind)) return []
  return [lineOf(after === null ? 'DELETED' : before === null ? 'ADDED' : 'MODIFIED', object)]
}

const deleted =
  (policy: string, name: string) =>
  async (server: InProcess): Promise<Json> => {
    const lines: string[] = []
    await server.ask('POST', ROOT, deployment(name))
    server.control.run('run', ['60s'])
    const stop = server.session.chronicle.listen(
      (changes) =>
        lines.push(...changes.filter((c) => (c.after ?? c.before)?.metadata.name.startsWith(name)).flatMap(told)),
      () => undefined,
    )
    await server.ask('DELETE', `${ROOT}/${name}`, {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      propagationPolicy: policy,
    })
    server.control.run('run', ['60s'])
    stop()
    return ['--- delete', ...lines]
  }

export const deletions = {
  'GC Foreground': deleted('Foreground', 'gcf'),
  'GC Background': deleted('Background', 'gcb'),
  'GC Orphan': deleted('Orphan', 'gco'),
} as const
