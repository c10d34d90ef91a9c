/**
 * A recorded life of pods on a real kubelet, lived again by the model's: the pods come when they came, the kubelet
 * dies when it died. Each status that the real one wrote must be one that ours writes, in the same order; ours may
 * write more, because it notices everything at once, where the real one looks every second and writes when it gets to
 * it.
 */
import type { Condition, ContainerStatus, Pod, PodStatus } from '../../model/objects.ts'
import { keyOf } from '../../model/objects.ts'
import type { Outcome } from '../agreement.ts'
import type { Item } from '../data.ts'
import type { Given } from '../scheduler/worlds.ts'
import { podOf } from '../scheduler/worlds.ts'
import { Node } from './node.ts'
import { callsIn, programsIn, toldIn } from './programs.ts'

interface State {
  readonly waiting?: { readonly reason?: string }
  readonly running?: object
  readonly terminated?: { readonly reason?: string; readonly exitCode?: number }
}

type RecordedStatus = Omit<ContainerStatus, 'state'> & { readonly state: State }

type RecordedPod = Omit<Given<Pod>, 'status'> & {
  readonly status?: Omit<PodStatus, 'containerStatuses' | 'initContainerStatuses'> & {
    readonly containerStatuses?: readonly RecordedStatus[]
    readonly initContainerStatuses?: readonly RecordedStatus[]
  }
}

interface Entry {
  readonly t: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'ACTION'
  readonly action?: string
  readonly object?: RecordedPod & { readonly kind: string }
}

const statusOf = ({ name, ready, restartCount, state }: RecordedStatus): ContainerStatus => {
  const kind = (['running', 'terminated'] as const).find((k) => state[k] !== undefined) ?? 'waiting'
  const { reason } = { ...state.waiting, ...state.terminated }
  const exitCode = state.terminated === undefined ? undefined : (state.terminated.exitCode ?? 0)
  return {
    name,
    ready,
    restartCount,
    state: kind,
    ...(reason === undefined ? {} : { reason }),
    ...(exitCode === undefined ? {} : { exitCode }),
  }
}

const modelled = (given: RecordedPod): Pod => {
  const { containerStatuses, initContainerStatuses, ...rest } = given.status ?? { phase: 'Pending' }
  const status: PodStatus = {
    ...rest,
    ...(containerStatuses === undefined ? {} : { containerStatuses: containerStatuses.map(statusOf) }),
    ...(initContainerStatuses === undefined ? {} : { initContainerStatuses: initContainerStatuses.map(statusOf) }),
  }
  return podOf({ ...given, status })
}

const OWN = ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled']

const inWords = ({ type, status, reason }: Condition): string =>
  `${type}=${status}${reason === undefined ? '' : `/${reason}`}`

const containerInWords = ({ name, state, reason, exitCode, ready, restartCount }: ContainerStatus): string =>
  [name, state, reason, exitCode, ready ? 'ready' : null, `restarts ${restartCount}`].filter((w) => w != null).join(' ')

/** What a kubelet says of a pod; its address and times are nobody's business here. */
const words = ({ metadata, status }: Pod): string => {
  const { phase, conditions = [], initContainerStatuses = [], containerStatuses = [] } = status
  const own = conditions
    .filter(({ type }) => OWN.includes(type))
    .map(inWords)
    .sort()
  const containers = [...initContainerStatuses, ...containerStatuses].map(containerInWords).sort()
  return `${metadata.deletionTimestamp === undefined ? '' : 'leaving '}${phase} [${own.join(' ')}] ${containers.join(', ')}`
}

const withoutRepeats = (all: readonly string[]): readonly string[] => all.filter((text, i) => text !== all[i - 1])

const HELD_BACK = 'a terminal phase that is held back until the sandbox is gone is left out (model/kubelet/status.ts)'

/** It has failed and says so in its conditions, but not yet in its phase. */
const isHeldBack = (text: string): boolean => /^(leaving )?(Pending|Running) .*\/Pod(Failed|Completed)/.test(text)

/** The statuses of one pod, one outcome each. */
const compareStatuses = (name: string, real: readonly string[], ours: readonly string[]): readonly Outcome[] => {
  let from = 0
  return withoutRepeats(real).map((text, i): Outcome => {
    const what = `${name}: status ${i + 1}`
    const at = ours.indexOf(text, from)
    if (at >= 0) {
      from = at
      return { what, is: 'agreed' }
    }
    const next = ours.slice(from).join(' | ')
    return { what, is: 'differed', reason: isHeldBack(text) ? HELD_BACK : null, how: `expected ${text}, got ${next}` }
  })
}

const isPod = (object: Entry['object']): object is RecordedPod & { readonly kind: string } => object?.kind === 'Pod'

const isLeaving = (pod: Pod | undefined): boolean => pod?.metadata.deletionTimestamp !== undefined

/**
 * Lives the recording again on this node. Returns what the real kubelet said of each pod: the statuses that the
 * recording shows while that kubelet was up, after the pod was bound and but for the beginning of its deletion.
 */
const live = (node: Node, entries: readonly Entry[]): ReadonlyMap<string, readonly string[]> => {
  const real = new Map<string, string[]>()
  let isUp = true
  node.startKubelet()
  for (const { t, type, action = '', object } of entries) {
    node.runUntil(t)
    if (/^(kill|restart)/.test(action)) {
      isUp = action.startsWith('restart')
      if (isUp) node.startKubelet()
      else node.killKubelet()
    }
    if (!isPod(object) || object.spec?.nodeName === undefined || type === 'DELETED') continue
    const pod = modelled(object)
    const key = keyOf(pod)
    const [known, said] = [node.pod(key), real.get(key)]
    if (said === undefined) real.set(key, [])
    if (said === undefined || !isUp) node.put(pod)
    else if (known !== undefined && isLeaving(pod) && !isLeaving(known)) node.put({ ...known, metadata: pod.metadata })
    else said.push(words(pod))
  }
  return real
}

export const compareLives = (lives: readonly Item[], calls: readonly Item[]): readonly Outcome[] => {
  const entries = lives.map(({ value }) => value as unknown as Entry)
  const recorded = callsIn(calls)
  const bound = entries.flatMap(({ object }) => (isPod(object) ? (object.spec?.nodeName ?? []) : []))
  const node = new Node(bound[0] ?? '', programsIn(recorded))
  const real = live(node, entries)
  return [
    ...[...real].flatMap(([key, texts]) =>
      compareStatuses(key, texts, node.written.filter((pod) => keyOf(pod) === key).map(words)),
    ),
    ...compareCalls(toldIn(recorded), toldIn(node.calls)),
  ]
}

type Told = ReturnType<typeof toldIn>

const compareCalls = (real: Told, ours: Told): readonly Outcome[] =>
  [...new Set([...Object.keys(real), ...Object.keys(ours)])].sort().map((name): Outcome => {
    const [expected, found] = [real, ours].map((told) => (told[name] ?? []).join(', '))
    const what = `runtime calls for ${name}`
    return expected === found
      ? { what, is: 'agreed' }
      : { what, is: 'differed', reason: null, how: `expected ${expected}, got ${found}` }
  })
