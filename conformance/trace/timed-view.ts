/**
 * The node controller and pod garbage collection, whose writes are a matter of time: asked of the model as
 * processes that have watched all along, with the timers fired that can have run out by then.
 */
import type { KubeObject, Node, Pod, Taint } from '../../model/objects.ts'
import { nodeLifecycle } from '../../model/node-lifecycle/node-lifecycle.ts'
import { evictionDelay } from '../../model/node-lifecycle/taint-eviction.ts'
import { readyOf } from '../../model/node-lifecycle/zones.ts'
import { podGc } from '../../model/pod-gc.ts'
import type { Settings } from '../../model/settings.ts'
import type { Driver } from './driver.ts'
import { driverFor } from './driver.ts'
import type { History, Version } from './history.ts'
import type { RequestLine } from './recording.ts'
import type { Read } from './wishes.ts'
import { fulfilled, settled, wishText } from './wishes.ts'

/** What the recorder and the controller see of one moment may be so far apart. */
const SLACK_MS = 300
const LAG_MS = 5_000
const MAX_BACK = 25
/** A sync of these controllers makes so many requests one after the other at most. */
const MAX_CHAIN = 4

interface Sight {
  readonly history: History
  readonly nodes: number
  readonly pods: number
  readonly now: number
}

const nodesOf = ({ history, nodes }: Sight): readonly Node[] => history.nodes(nodes)
const podsOf = ({ history, pods }: Sight): readonly Pod[] => history.pods(pods)

/** Since when this has been so without a break, as far as the recording goes back. */
const heldSince = (
  history: History,
  object: KubeObject,
  resource: string,
  is: (object: KubeObject) => boolean,
): number => {
  const { uid } = object.metadata
  const own = history.versions(resource).filter((version) => version.object.metadata.uid === uid)
  const before = own.findLastIndex((version) => version.event === 'DELETED' || !is(version.object))
  const since = own[before + 1]
  return since === undefined || since.told.listed === true ? -Infinity : (since.t ?? -Infinity)
}

const isUnready = (object: KubeObject): boolean => object.kind === 'Node' && readyOf(object) !== 'True'
const isUnknown = (object: KubeObject): boolean => object.kind === 'Node' && readyOf(object) === 'Unknown'

/** The renewals of the leases of nodes, by node. */
export type Renewals = ReadonlyMap<string, readonly number[]>

/** A lease that is renewed, a node that is registered, and a status that its kubelet posts are signs of life. */
const isSilent = ({ settings: { timing }, renewals, history }: Clocked, node: Node, now: number): boolean => {
  const renewed = renewals.get(node.metadata.name)?.findLast((t) => t <= now) ?? -Infinity
  const heard = heldSince(history, node, 'nodes', (object) => object.kind === 'Node' && readyOf(object) !== 'Unknown')
  return now - Math.max(renewed, heard) >= timing.nodeMonitorGrace - SLACK_MS
}

const snapshots = (driver: Driver, sight: Sight): Driver => {
  const { history, nodes, pods } = sight
  return driver
    .hear({ type: 'snapshot', resource: 'nodes', items: history.objects('nodes', nodes), resourceVersion: nodes })
    .hear({ type: 'snapshot', resource: 'pods', items: history.objects('pods', pods), resourceVersion: pods })
}

/** Has its toleration of the node's taints run out? */
const isDue = (sight: Sight, pod: Pod): boolean => {
  const node = nodesOf(sight).find(({ metadata }) => metadata.name === pod.spec.nodeName)
  const delay = evictionDelay(pod, node)
  if (delay === null || node === undefined) return false
  const isBad = (object: KubeObject): boolean => object.kind === 'Node' && evictionDelay(pod, object) !== null
  return sight.now - heldSince(sight.history, node, 'nodes', isBad) >= delay - SLACK_MS
}

/**
 * May the next pass of the monitor have come? It is a whole period away if the last one has marked the node;
 * it comes at any time after a kubelet has.
 */
const isRipe = ({ settings: { timing } }: Clocked, { history, now }: Sight, node: Node): boolean =>
  isUnready(node) &&
  (!isUnknown(node) || now - heldSince(history, node, 'nodes', isUnknown) >= timing.nodeMonitorPeriod - SLACK_MS)

const watchman = (clocked: Clocked, sight: Sight, silent: readonly Node[]): Driver => {
  const { settings } = clocked
  const ripe = nodesOf(sight).filter((node) => isRipe(clocked, sight, node))
  const told = silent.reduce(
    (driver, { metadata }) => driver.hear({ type: 'lease', name: `node/${metadata.name}`, fresh: false }),
    driverFor(nodeLifecycle(settings, 'node-lifecycle/1')),
  )
  const timers = [
    ...silent.map(({ metadata }) => ({ name: 'grace', key: metadata.name })),
    ...ripe.map(({ metadata }) => ({ name: 'no-execute', key: metadata.name })),
    ...podsOf(sight)
      .filter((pod) => isDue(sight, pod))
      .map(({ metadata }) => ({ name: 'evict', key: `${metadata.namespace ?? ''}/${metadata.name}` })),
  ]
  return timers.reduce((driver, timer) => driver.fire(timer), snapshots(told, sight))
}

const isAmong = (taints: readonly Taint[], taint: Taint): boolean =>
  taints.some(({ key, effect }) => key === taint.key && effect === taint.effect)

/** One of the two passes over the taints of a node has written its part of what the model would write at once. */
const towards: Read = (wish, { object, before }) => {
  const wanted = wish.object
  if (wanted?.kind !== 'Node' || object.kind !== 'Node' || before?.kind !== 'Node' || wish.subresource !== undefined)
    return { wish }
  const [goal, was, is] = [wanted, before, object].map(({ spec }) => spec.taints ?? [])
  if (goal === undefined || was === undefined || is === undefined) return { wish }
  const isPart =
    is.every((taint) => isAmong(was, taint) || isAmong(goal, taint)) &&
    was.every((taint) => isAmong(is, taint) || !isAmong(goal, taint))
  return isPart ? { wish: { ...wish, object: { ...wanted, spec: object.spec } } } : { wish }
}

/** Asks for one thing after the other, each granted, until the recorded one is among them. */
const asksFor = (
  settings: Settings,
  history: History,
  driver: Driver,
  line: RequestLine,
  version: Version,
): boolean => {
  let each = settled(history, driver)
  for (let i = 0; i < MAX_CHAIN; i += 1) {
    if (fulfilled(settings, history, each, line, version, towards) !== undefined) return true
    const [request] = each.asked
    if (request === undefined) return false
    const object = history.current(request.resource, request.key)
    each = settled(
      history,
      each.answer(request, { code: 200, reason: 'OK', ...(object === undefined ? {} : { object }) }),
    )
  }
  return false
}

function* sights(history: History, { t }: Version, isDisturbed: boolean): Generator<Sight> {
  const now = t ?? Infinity
  const [nodes, pods] = [history.length('nodes'), history.length('pods')]
  const oldest = (resource: string): number =>
    Math.max(
      isDisturbed || t === null ? 0 : history.positionAt(resource, now - LAG_MS),
      history.length(resource) - MAX_BACK,
    )
  yield { history, now, nodes, pods }
  // Nodes are tainted by workers of their own, beside those that mark pods: asked without any pods.
  yield { history, now, nodes, pods: 0 }
  for (let i = nodes - 1; i >= oldest('nodes'); i -= 1) yield { history, now, nodes: i, pods }
  for (let i = pods - 1; i >= oldest('pods'); i -= 1) yield { history, now, nodes, pods: i }
}

export interface Clocked {
  readonly settings: Settings
  readonly history: History
  readonly renewals: Renewals
}

const nodeKeys = ({ resource, object, before, key }: Version): readonly string[] => {
  if (resource === 'nodes') return [`node/${object.metadata.name}`]
  const node = object.kind === 'Pod' ? object.spec.nodeName : undefined
  const wasBound = before?.kind === 'Pod' && before.spec.nodeName !== undefined
  return [`pod/${key}`, ...(wasBound && node !== undefined ? [`node/${node}`] : [])]
}

/** A recording of pods alone does not tell how their nodes are. */
const withoutNodes = ({ object, before }: Version): string | null => {
  const readies = [before, object].map((pod) =>
    pod?.kind === 'Pod' ? pod.status.conditions?.find(({ type }) => type === 'Ready')?.status : undefined,
  )
  return readies[0] === 'True' && readies[1] === 'False'
    ? null
    : 'the node controller only takes the readiness of pods away'
}

export const nodeControllerObjection = (
  clocked: Clocked,
  version: Version,
  line: RequestLine,
  isDisturbed: boolean,
): string | null => {
  const { settings, history } = clocked
  if (history.length('nodes') === 0) return withoutNodes(version)
  let wishes: readonly string[] | null = null
  for (const sight of sights(history, version, isDisturbed)) {
    // After a fault of the control plane a renewed lease may not have reached the controller.
    const silent = nodesOf(sight).filter((node) => isDisturbed || isSilent(clocked, node, sight.now))
    for (const missed of silent.length === 0 ? [silent] : [silent, []]) {
      const driver = watchman(clocked, sight, missed)
      for (const key of nodeKeys(version)) {
        const asked = driver.sync(key)
        if (asksFor(settings, history, asked, line, version)) return null
        wishes = [...(wishes ?? []), ...asked.asked.map(wishText)]
      }
    }
  }
  const would = [...new Set(wishes ?? [])].slice(0, 3)
  return `the node controller would ${would.length === 0 ? 'do nothing about it now' : `rather ${would.join(', ')}`}`
}

/** A pod of a node that is gone is looked at again after its quarantine. */
export const podGcObjection = (
  { settings, history }: Clocked,
  version: Version,
  line: RequestLine,
  isDisturbed: boolean,
): string | null => {
  const pod = version.before
  const node = pod?.kind === 'Pod' ? pod.spec.nodeName : undefined
  const gone = history.last('nodes', ({ event, key }) => event === 'DELETED' && key === node)
  const held = (version.t ?? Infinity) - (gone?.t ?? -Infinity)
  if (node !== undefined && held < settings.timing.podGcQuarantine - SLACK_MS) {
    return `pod garbage collection waits: node ${node} has been gone for ${(held / 1000).toFixed(1)} s`
  }
  for (const sight of sights(history, version, isDisturbed)) {
    const driver = snapshots(driverFor(podGc(settings, 'pod-gc/1')), sight)
    const asked = driver.sync(version.key).sync(version.key)
    if (asksFor(settings, history, asked, line, version)) return null
  }
  return 'pod garbage collection finds nothing to collect here'
}
