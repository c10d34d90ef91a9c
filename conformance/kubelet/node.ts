/**
 * One node for a replay: the model's kubelet, a runtime whose containers do what the recording says, and an API
 * server that takes what it is sent. Time is simulated.
 */
import type { Reaction, Timer } from '../../model/component.ts'
import type { KubeletMemory } from '../../model/kubelet/kubelet.ts'
import { kubelet } from '../../model/kubelet/kubelet.ts'
import type { ApiRequest, ApiResponse, Message } from '../../model/messages.ts'
import type { KubeObject, Pod } from '../../model/objects.ts'
import { keyOf } from '../../model/objects.ts'
import type { ContainerRecord, CriMessage } from '../../model/runtime/messages.ts'
import { defaultSettings } from '../../model/settings.ts'
import type { Call, Programs } from './programs.ts'

const API = 'apiserver/1'
const START_MS = 100
const STOP_MS = 700
const TERMINATED = 143
const KILLED = 137

type Answer = Pick<ApiResponse, 'code' | 'reason' | 'object'>

export class Node {
  readonly calls: Call[] = []
  /** Every pod as it was after each write of the kubelet. */
  readonly written: Pod[] = []
  readonly #programs: Programs
  readonly #runtime
  readonly #component
  #memory: KubeletMemory
  #time = 0
  #revision = 0
  #isUp = false
  #life = 0
  readonly #objects = new Map<string, KubeObject>()
  readonly #containers = new Map<string, ContainerRecord>()
  #due: { readonly at: number; readonly life: number | null; readonly timer?: Timer; readonly run: () => void }[] = []

  constructor(name: string, programs: Programs) {
    this.#programs = programs
    this.#runtime = `runtime/${name}` as const
    this.#component = kubelet(defaultSettings, `kubelet/${name}`)
    this.#memory = this.#component.initial
  }

  startKubelet(): void {
    this.#isUp = true
    this.#tell({ type: 'started' })
    this.#tell({ type: 'connected', peer: this.#runtime })
    this.#tell({ type: 'connected', peer: API })
  }

  killKubelet(): void {
    this.#isUp = false
    this.#life += 1
    this.#memory = this.#component.initial
  }

  /** Somebody else writes this pod. */
  put(pod: Pod): void {
    this.#store(pod)
  }

  pod(key: string): Pod | undefined {
    const object = this.#objects.get(key)
    return object?.kind === 'Pod' ? object : undefined
  }

  runUntil(end: number): void {
    for (;;) {
      const next = [...this.#due].sort((a, b) => a.at - b.at)[0]
      if (next === undefined || next.at > end) break
      this.#due = this.#due.filter((due) => due !== next)
      this.#time = next.at
      if (next.life === null || next.life === this.#life) next.run()
    }
    this.#time = end
  }

  #after(ms: number, run: () => void, life: number | null = null): void {
    this.#due.push({ at: this.#time + ms, life, run })
  }

  /** A message to the kubelet dies with the life of the process that it was meant for. */
  #tell(message: Message): void {
    const from = message.type.startsWith('cri/') ? this.#runtime : API
    const entropy = { next: () => 1 }
    this.#after(
      1,
      () => this.#react(this.#component.receive(this.#memory, { from, message }, null, entropy)),
      this.#life,
    )
  }

  #react({ memory, sends = [], arm = [], disarm = [] }: Reaction<KubeletMemory>): void {
    this.#memory = memory
    const moved = [...disarm, ...arm.map(({ timer }) => timer)]
    const isMoved = (timer: Timer | undefined): boolean =>
      timer !== undefined && moved.some(({ name, key }) => name === timer.name && key === timer.key)
    this.#due = this.#due.filter(({ timer }) => !isMoved(timer))
    for (const { timer, after } of arm) {
      const run = (): void => this.#react(this.#component.choose(this.#memory, timer, null))
      this.#due.push({ at: this.#time + after, life: this.#life, timer, run })
    }
    for (const { message } of sends) this.#after(1, () => this.#serve(message))
  }

  #serve(message: Message): void {
    switch (message.type) {
      case 'watch': {
        const { resource } = message
        const items = [...this.#objects.values()].filter(({ kind }) => (kind === 'Pod') === (resource === 'pods'))
        return this.#tell({ type: 'snapshot', resource, items, resourceVersion: this.#revision })
      }
      case 'request':
        return this.#tell({ type: 'response', id: message.id, ...this.#answer(message) })
      case 'cri/list':
        return this.#tell({ type: 'cri/containers', containers: [...this.#containers.values()] })
      case 'cri/start':
        return this.#after(START_MS, () => this.#start(message))
      case 'cri/stop':
        return this.#stop(message)
      case 'cri/remove':
        this.#containers.delete(message.id)
    }
  }

  #start({ type: _, ...spec }: Extract<CriMessage, { type: 'cri/start' }>): void {
    const { podUid, name, attempt, image } = spec
    if (this.#programs.isMissing(image)) {
      this.calls.push({ t: this.#time, call: 'PullImage', n: image, fail: true })
      return this.#tell({ type: 'cri/failed', podUid, name, attempt, reason: 'ErrImagePull' })
    }
    const container = { id: `${podUid}/${name}/${attempt}`, ...spec, state: 'running' as const }
    this.calls.push({ t: this.#time, call: 'StartContainer', c: name, attempt })
    this.#containers.set(container.id, container)
    this.#tell({ type: 'cri/started', container })
    const { exit } = this.#programs.of(name, attempt)
    if (exit !== undefined) this.#after(exit.afterMs, () => this.#exit(container.id, exit.code))
  }

  #stop({ id, graceSeconds }: Extract<CriMessage, { type: 'cri/stop' }>): void {
    this.calls.push({
      t: this.#time,
      call: 'StopContainer',
      c: id.split('/').at(-2) ?? '',
      timeout: String(graceSeconds),
    })
    const after = Math.min(STOP_MS, graceSeconds * 1_000)
    this.#after(after, () => this.#exit(id, after === 0 ? KILLED : TERMINATED))
  }

  #exit(id: string, exitCode: number): void {
    const container = this.#containers.get(id)
    if (container?.state !== 'running') return
    this.#containers.set(id, { ...container, state: 'exited', exitCode })
    this.#tell({ type: 'cri/exited', id, exitCode })
  }

  #store(object: KubeObject): KubeObject {
    this.#revision += 1
    const key = keyOf(object)
    const event = this.#objects.has(key) ? 'MODIFIED' : 'ADDED'
    const metadata = { ...object.metadata, resourceVersion: this.#revision }
    const stored: KubeObject = object.kind === 'Pod' ? { ...object, metadata } : object
    this.#objects.set(key, stored)
    const resource = object.kind === 'Pod' ? 'pods' : 'nodes'
    if (this.#isUp) this.#tell({ type: 'event', resource, event, object: stored })
    return stored
  }

  #answer({ verb, key, object, uid }: ApiRequest): Answer {
    if (verb === 'create' && object !== undefined) return { code: 201, reason: 'Created', object: this.#store(object) }
    const stored = this.#objects.get(key)
    if (stored === undefined) return { code: 404, reason: 'NotFound' }
    if (uid !== undefined && uid !== stored.metadata.uid) return { code: 409, reason: 'Conflict' }
    if (verb === 'delete') {
      this.#objects.delete(key)
      this.#tell({ type: 'event', resource: 'pods', event: 'DELETED', object: stored })
    }
    if (verb === 'update' && stored.kind === 'Pod' && object?.kind === 'Pod') {
      if (object.metadata.resourceVersion !== stored.metadata.resourceVersion) return { code: 409, reason: 'Conflict' }
      const next = this.#store({ ...stored, status: object.status })
      if (next.kind === 'Pod') this.written.push(next)
      return { code: 200, reason: 'OK', object: next }
    }
    return { code: 200, reason: 'OK', object: stored }
  }
}
