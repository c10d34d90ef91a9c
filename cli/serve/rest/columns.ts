/** What `kubectl get` shows of each kind, as a 1.26 server prints it. Pure: `age` is given. */
import type { Resource } from '../../../model/objects.ts'
import type { Json, JsonObject } from './json.ts'
import { at, isObject, listAt, numberAt, objectAt, textAt, textsAt } from './json.ts'
import { podColumns } from './pod-columns.ts'

export interface Column {
  readonly name: string
  /** Shown only by `-o wide`. */
  readonly isWide: boolean
  readonly isNumber: boolean
  readonly of: (object: JsonObject, age: (time: string | undefined) => string) => Json
}

type Of = Column['of']

export const column = (name: string, of: Of): Column => ({ name, isWide: false, isNumber: false, of })
export const number = (name: string, of: Of): Column => ({ name, isWide: false, isNumber: true, of })
export const wide = (name: string, of: Of): Column => ({ name, isWide: true, isNumber: false, of })

export const NAME = column('Name', (object) => textAt(object, 'metadata', 'name') ?? '')
export const AGE = column('Age', (object, age) => age(textAt(object, 'metadata', 'creationTimestamp')))

const text = (value: Json | undefined, otherwise = '<none>'): string =>
  value === undefined || value === null || value === '' ? otherwise : String(value)

const listed = (values: readonly string[]): string => (values.length === 0 ? '<none>' : values.join(','))

const status = (name: string, field: string): Column => number(name, (object) => numberAt(object, 'status', field) ?? 0)

const containersOf = (object: Json): readonly Json[] => listAt(object, 'spec', 'template', 'spec', 'containers')

const CONTAINERS = wide('Containers', (object) => listed(containersOf(object).map((c) => textAt(c, 'name') ?? '')))
const IMAGES = wide('Images', (object) => listed(containersOf(object).map((c) => textAt(c, 'image') ?? '')))

const pairs = (labels: { readonly [key: string]: string }): readonly string[] =>
  Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key] ?? ''}`)

const requirementText = (requirement: Json): string => {
  const key = textAt(requirement, 'key') ?? ''
  const values = listAt(requirement, 'values').map(String).join(',')
  switch (textAt(requirement, 'operator')) {
    case 'In':
      return `${key} in (${values})`
    case 'NotIn':
      return `${key} notin (${values})`
    case 'Exists':
      return key
    default:
      return `!${key}`
  }
}

const selectorText = (selector: Json | undefined): string =>
  listed([...pairs(textsAt(selector, 'matchLabels')), ...listAt(selector, 'matchExpressions').map(requirementText)])

const SELECTOR = wide('Selector', (object) => selectorText(at(object, 'spec', 'selector')))
const PLAIN_SELECTOR = wide('Selector', (object) => listed(pairs(textsAt(object, 'spec', 'selector'))))

const DESIRED = number('Desired', (object) => numberAt(object, 'spec', 'replicas') ?? 0)
const SETS = [NAME, DESIRED, status('Current', 'replicas'), status('Ready', 'readyReplicas'), AGE, CONTAINERS, IMAGES]

const portText = (port: Json): string => {
  const node = numberAt(port, 'nodePort')
  return `${numberAt(port, 'port') ?? ''}${node === undefined ? '' : `:${node}`}/${textAt(port, 'protocol') ?? 'TCP'}`
}

const ROLE = 'node-role.kubernetes.io/'

const nodeStatus = (node: Json): string => {
  const ready = listAt(node, 'status', 'conditions').find((condition) => textAt(condition, 'type') === 'Ready')
  const word = ready === undefined ? 'Unknown' : textAt(ready, 'status') === 'True' ? 'Ready' : 'NotReady'
  return at(node, 'spec', 'unschedulable') === true ? `${word},SchedulingDisabled` : word
}

const addressOf = (node: Json, type: string): string =>
  textAt(
    listAt(node, 'status', 'addresses').find((address) => textAt(address, 'type') === type),
    'address',
  ) ?? '<none>'

const endpointsText = (object: Json): string => {
  const all = listAt(object, 'subsets').flatMap((subset) => {
    const ports = listAt(subset, 'ports').map((port) => `:${numberAt(port, 'port') ?? ''}`)
    return listAt(subset, 'addresses').flatMap((address) =>
      (ports.length === 0 ? [''] : ports).map((port) => `${textAt(address, 'ip') ?? ''}${port}`),
    )
  })
  return all.length <= 3 ? listed(all) : `${all.slice(0, 3).join(',')} + ${all.length - 3} more...`
}

const info =
  (field: string) =>
  (node: Json): string =>
    text(textAt(node, 'status', 'nodeInfo', field), '<unknown>')

const count =
  (field: string) =>
  (object: Json): number =>
    Object.keys(objectAt(object, field)).length

const kindAndName = (reference: JsonObject): string =>
  `${(textAt(reference, 'kind') ?? '').toLowerCase()}/${textAt(reference, 'name') ?? ''}`

const NODE = [
  NAME,
  column('Status', nodeStatus),
  column('Roles', (node) =>
    listed(
      Object.keys(textsAt(node, 'metadata', 'labels'))
        .filter((label) => label.startsWith(ROLE))
        .map((label) => label.slice(ROLE.length))
        .sort(),
    ),
  ),
  AGE,
  column('Version', info('kubeletVersion')),
  wide('Internal-IP', (node) => addressOf(node, 'InternalIP')),
  wide('External-IP', (node) => addressOf(node, 'ExternalIP')),
  wide('OS-Image', info('osImage')),
  wide('Kernel-Version', info('kernelVersion')),
  wide('Container-Runtime', info('containerRuntimeVersion')),
]

const SERVICE = [
  NAME,
  column('Type', (object) => textAt(object, 'spec', 'type') ?? 'ClusterIP'),
  column('Cluster-IP', (object) => text(at(object, 'spec', 'clusterIP'))),
  column('External-IP', (object) => listed(listAt(object, 'spec', 'externalIPs').map(String))),
  column('Port(s)', (object) => listed(listAt(object, 'spec', 'ports').map(portText))),
  AGE,
  PLAIN_SELECTOR,
]

const DEPLOYMENT = [
  NAME,
  column(
    'Ready',
    (object) => `${numberAt(object, 'status', 'readyReplicas') ?? 0}/${numberAt(object, 'spec', 'replicas') ?? 0}`,
  ),
  status('Up-to-date', 'updatedReplicas'),
  status('Available', 'availableReplicas'),
  AGE,
  CONTAINERS,
  IMAGES,
  SELECTOR,
]

const EVENT = [
  column('Last Seen', (object, age) =>
    age(textAt(object, 'lastTimestamp') ?? textAt(object, 'metadata', 'creationTimestamp')),
  ),
  column('Type', (object) => text(at(object, 'type'), '')),
  column('Reason', (object) => text(at(object, 'reason'), '')),
  column('Object', (object) => kindAndName(objectAt(object, 'involvedObject'))),
  column('Message', (object) => text(at(object, 'message'), '')),
]

const COLUMNS: { readonly [resource in Resource]: readonly Column[] } = {
  pods: podColumns(),
  nodes: NODE,
  services: SERVICE,
  deployments: DEPLOYMENT,
  replicasets: [...SETS, SELECTOR],
  replicationcontrollers: [...SETS, PLAIN_SELECTOR],
  endpoints: [NAME, column('Endpoints', endpointsText), AGE],
  namespaces: [NAME, column('Status', (object) => text(at(object, 'status', 'phase'), '')), AGE],
  configmaps: [NAME, number('Data', (object) => count('data')(object) + count('binaryData')(object)), AGE],
  secrets: [NAME, column('Type', (object) => text(at(object, 'type'), '')), number('Data', count('data')), AGE],
  serviceaccounts: [NAME, number('Secrets', (object) => listAt(object, 'secrets').filter(isObject).length), AGE],
  events: EVENT,
  leases: [NAME, column('Holder', (object) => text(at(object, 'spec', 'holderIdentity'), '')), AGE],
  poddisruptionbudgets: [
    NAME,
    column('Min Available', (object) => text(at(object, 'spec', 'minAvailable'), 'N/A')),
    column('Max Unavailable', (object) => text(at(object, 'spec', 'maxUnavailable'), 'N/A')),
    AGE,
  ],
}

export const columnsOf = (resource: Resource): readonly Column[] => COLUMNS[resource]
