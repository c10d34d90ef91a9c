/**
 * For tests: one node (a kubelet and its runtime) and a small API server that takes what it is
 * sent. Time is simulated; statuses of pods are noted in `story` as they are stored.
 */
import { newMetadata } from '../claim.ts'
import type { Reaction, Timer } from '../component.ts'
import type { Address, ApiRequest, ApiResponse, Message } from '../messages.ts'
import type { KubeObject, Pod, PodSpec } from '../objects.ts'
import { keyOf } from '../objects.ts'
import type { ContainerRecord } from '../runtime/messages.ts'
import type { RuntimeDisk } from '../runtime/runtime.ts'
import { allContainers, runtime } from '../runtime/runtime.ts'
import type { Defect } from '../defects.ts'
import type { Settings, Topology } from '../settings.ts'
import { defaultSettings } from '../settings.ts'
import { same } from '../same.ts'
import type { KubeletMemory } from './kubelet.ts'
import { kubelet } from './kubelet.ts'
import { asked, inWords, mounted, withRevision, withStatus } from './test-words.ts'

const API: Address = 'apiserver/1'
const KUBELET: Address = 'kubelet/n1'
const RUNTIME: Address = 'runtime/n1'

interface Due {
  readonly at: number
  readonly to: Address
  readonly what:
    { readonly from: Address | 'world'; readonly message: Message } | { readonly timer: Timer }
}

export const settingsWith = (
  topology: Partial<Topology> = {},
  defects: readonly Defect[] = [],
): Settings => ({
  ...defaultSettings,
  topology: { ...defaultSettings.topology, ...topology },
  defects,
})

type Answer = Pick<ApiResponse, 'code' | 'reason'> & { readonly object?: KubeObject }

export class TestNode {
  time = 0
  revision = 0
  /** Stored statuses: `web Running ready [c:running]`. */
  story: string[] = []
  requests: ApiRequest[] = []
  /** What the kubelet asked of its runtime. */
  cri: string[] = []
  /** drop: the answer never comes. A code: refused. */
  fate: (request: ApiRequest) => 'ok' | 'drop' | 403 | 409 | 503 = () => 'ok'
  /** Events are not delivered. */
  isStalled = false
  readonly objects = new Map<string, KubeObject>()
  readonly #kubelet
  readonly #runtime
  #due: Due[] = []
  #names = 0
  #lists: { readonly resource: string; readonly freshness: string | number }[] = []

  constructor(settings: Settings = defaultSettings) {
    this.#kubelet = mounted<KubeletMemory, null>(kubelet(settings, KUBELET))
    this.#runtime = mounted(runtime(settings, RUNTIME))
  }

  get memory(): KubeletMemory {
    return this.#kubelet.memory()
  }

  get disk(): RuntimeDisk {
    return this.#runtime.disk()
  }

  get armed(): readonly Timer[] {
    return this.#due.flatMap(({ what }) => ('timer' in what ? [what.timer] : []))
  }

  /** Freshness of every list that was asked for: `pods latest`. */
  get lists(): readonly string[] {
    return this.#lists.map(({ resource, freshness }) => `${resource} ${freshness}`)
  }

  containers(state?: ContainerRecord['state']): readonly string[] {
    return allContainers(this.disk)
      .filter((record) => state === undefined || record.state === state)
      .map(({ id }) => id)
  }

  boot(): this {
    this.connect()
    this.run(1_000)
    return this
  }

  connect(): void {
    this.tell(KUBELET, { type: 'started' })
    this.tell(KUBELET, { type: 'connected', peer: RUNTIME })
    this.tell(KUBELET, { type: 'connected', peer: API })
  }

  tell(to: Address, message: Message, from: Address | 'world' = 'world'): void {
    this.#due.push({ at: this.time + 1, to, what: { from, message } })
  }

  cutOff(): void {
    this.#due = this.#due.filter(
      ({ to, what }) => to !== API && !('from' in what && what.from === API),
    )
    this.tell(KUBELET, { type: 'disconnected', peer: API })
    this.isStalled = true
  }

  heal(): void {
    this.isStalled = false
    this.tell(KUBELET, { type: 'connected', peer: API })
  }

  crashKubelet(): void {
    this.#purge(KUBELET)
    this.#kubelet.crash()
  }

  restartKubelet(): void {
    this.crashKubelet()
    this.connect()
  }

  restartRuntime(how: 'crash' | 'powerLoss' = 'crash'): void {
    this.#purge(RUNTIME)
    this.#runtime[how]()
    this.tell(KUBELET, { type: 'disconnected', peer: RUNTIME })
    this.tell(RUNTIME, { type: 'started' })
    this.tell(KUBELET, { type: 'connected', peer: RUNTIME })
  }

  exit(container: string, exitCode: number): void {
    this.tell(RUNTIME, { type: 'container-exits', container, exitCode })
  }

  /** A pod that is bound to this node already. */
  bind(name: string, spec: Partial<PodSpec> = {}): string {
    this.#names += 1
    const uid = `pods/default/${name}#${this.#names}`
    this.put({
      kind: 'Pod',
      metadata: {
        ...newMetadata(name, 'default', {}),
        uid,
        creationTimestamp: this.revision + 1,
      },
      spec: { containers: [{ name: 'c', image: 'app:1' }], nodeName: 'n1', ...spec },
      status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'True' }] },
    })
    return uid
  }

  pod(name: string): Pod {
    const object = this.objects.get(`default/${name}`)
    if (object?.kind !== 'Pod') throw new Error(`no pod ${name}`)
    return object
  }

  has(name: string): boolean {
    return this.objects.has(`default/${name}`)
  }

  delete(name: string, graceSeconds = 30): void {
    const pod = this.pod(name)
    const mark = { deletionTimestamp: true, deletionGracePeriodSeconds: graceSeconds } as const
    this.put({ ...pod, metadata: { ...pod.metadata, ...mark } })
  }

  /** Somebody else writes this object. */
  put(object: KubeObject): void {
    const known = this.objects.get(keyOf(object))
    this.revision += 1
    const stored = withRevision(object, this.revision)
    this.objects.set(keyOf(stored), stored)
    if (stored.kind === 'Pod') this.story.push(inWords(stored))
    this.#event(known === undefined ? 'ADDED' : 'MODIFIED', stored)
  }

  /** It is gone at once, as with a forced deletion. */
  erase(key: string): void {
    const object = this.objects.get(key)
    if (object === undefined) return
    this.revision += 1
    this.objects.delete(key)
    if (object.kind === 'Pod') this.story.push(`${object.metadata.name} gone`)
    this.#event('DELETED', withRevision(object, this.revision))
  }

  /** Lets everything happen that is due within `ms` from now. */
  run(ms = 10_000): this {
    const end = this.time + ms
    for (let steps = 0; steps < 10_000; steps += 1) {
      const [next] = [...this.#due].sort((a, b) => a.at - b.at)
      if (next === undefined || next.at > end) {
        this.time = end
        return this
      }
      this.#due = this.#due.filter((due) => due !== next)
      this.time = next.at
      this.#happen(next)
    }
    throw new Error('still busy after 10 000 steps')
  }

  #purge(address: Address): void {
    this.#due = this.#due.filter(
      ({ to, what }) => to !== address && !('from' in what && what.from === address),
    )
  }

  #happen({ to, what }: Due): void {
    if (to === API) {
      if ('message' in what) this.#serve(what.message)
      return
    }
    const process = to === KUBELET ? this.#kubelet : this.#runtime
    if ('timer' in what) return this.#react(to, process.choose(what.timer))
    if (to === RUNTIME && what.from !== 'world') this.cri.push(asked(what.message))
    this.#react(to, process.receive(what.from, what.message))
  }

  #react(of: Address, { sends = [], arm = [], disarm = [] }: Reaction<unknown, unknown>): void {
    const moved = [...disarm, ...arm.map(({ timer }) => timer)]
    this.#due = this.#due.filter(
      ({ to, what }) =>
        to !== of ||
        !('timer' in what) ||
        !moved.some(({ name, key }) => name === what.timer.name && key === what.timer.key),
    )
    for (const { timer, after } of arm) {
      this.#due.push({ at: this.time + after, to: of, what: { timer } })
    }
    for (const { to, message } of sends) {
      this.#due.push({ at: this.time + 1, to, what: { from: of, message } })
    }
  }

  #event(event: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubeObject): void {
    if (this.isStalled) return
    const resource = object.kind === 'Pod' ? 'pods' : 'nodes'
    this.tell(KUBELET, { type: 'event', resource, event, object }, API)
  }

  #serve(message: Message): void {
    if (message.type === 'watch') {
      const { resource, freshness } = message
      this.#lists.push({ resource, freshness })
      const items = [...this.objects.values()].filter(
        (o) => resource === (o.kind === 'Pod' ? 'pods' : 'nodes'),
      )
      this.tell(KUBELET, { type: 'snapshot', resource, items, resourceVersion: this.revision }, API)
    }
    if (message.type === 'request') this.#request(message)
  }

  #request(request: ApiRequest): void {
    this.requests.push(request)
    const fate = this.fate(request)
    const refusal = { 403: 'Forbidden', 409: 'Conflict', 503: 'ServiceUnavailable' } as const
    const answer: Answer =
      fate === 'ok' || fate === 'drop'
        ? this.#apply(request)
        : { code: fate, reason: refusal[fate] }
    const { id } = request
    if (fate === 'drop') {
      this.#due.push({
        at: this.time + 30_000,
        to: KUBELET,
        what: { from: 'world', message: { type: 'timeout', id } },
      })
    } else this.tell(KUBELET, { type: 'response', id, ...answer }, API)
  }

  #apply({ verb, key, object, uid }: ApiRequest): Answer {
    const stored = this.objects.get(key)
    if (verb === 'create' && object !== undefined) {
      if (stored !== undefined) return { code: 409, reason: 'AlreadyExists' }
      this.put(object)
      return { code: 201, reason: 'Created' }
    }
    if (stored === undefined) return { code: 404, reason: 'NotFound' }
    if (uid !== undefined && uid !== stored.metadata.uid) return { code: 409, reason: 'Conflict' }
    if (verb === 'delete') this.erase(key)
    if (verb === 'update' && object !== undefined) {
      const { resourceVersion } = object.metadata
      if (resourceVersion !== 0 && resourceVersion !== stored.metadata.resourceVersion) {
        return { code: 409, reason: 'Conflict' }
      }
      const next = withStatus(stored, object)
      if (!same(next, stored)) this.put(next)
    }
    const now = this.objects.get(key)
    return { code: 200, reason: 'OK', ...(now === undefined ? {} : { object: now }) }
  }
}
