/** Rows about orphans: the whole pod garbage collector runs, with its watches, its questions and its quarantine. */
import type { Reaction, Timer } from '../../model/component.ts'
import type { Message } from '../../model/messages.ts'
import type { KubeObject, Node, Pod, Resource } from '../../model/objects.ts'
import type { PodGcMemory } from '../../model/pod-gc.ts'
import { podGc } from '../../model/pod-gc.ts'
import { defaultSettings } from '../../model/settings.ts'
import type { Given } from '../scheduler/worlds.ts'
import { nodeOf, podOf } from '../scheduler/worlds.ts'
import type { Pair } from './deployments.ts'

type Nodes = readonly Given<Node>[] | null

interface OrphanRow {
  readonly initialClientNodes: Nodes
  readonly initialInformerNodes: Nodes
  /** In nanoseconds. */
  readonly delay: number
  readonly addedClientNodes: Nodes
  readonly deletedClientNodes: Nodes
  readonly addedInformerNodes: Nodes
  readonly deletedInformerNodes: Nodes
  readonly pods: readonly Given<Pod>[]
  readonly deletedPodNames: readonly string[] | null
  readonly patchedPodNames: readonly string[] | null
}

const API = 'apiserver/1'

/** The collector, what it asked, and what time it is. */
class Collector {
  readonly deleted: string[] = []
  readonly patched: string[] = []
  readonly #component = podGc(defaultSettings, 'pod-gc/1')
  readonly #isStored: (node: string) => boolean
  #memory = this.#component.initial
  #timers: { readonly timer: Timer; readonly at: number }[] = []
  #now = 0
  #lists = 0

  constructor(isStored: (node: string) => boolean) {
    this.#isStored = isStored
    this.tell({ type: 'started' })
    this.tell({ type: 'connected', peer: API })
    this.tell({ type: 'lead', leading: true })
  }

  tell(message: Message): void {
    this.#keep(this.#component.receive(this.#memory, { from: API, message }, null, { next: () => 1 }))
  }

  list(resource: Resource, items: readonly KubeObject[]): void {
    this.#lists += 1
    this.tell({ type: 'snapshot', resource, items, resourceVersion: this.#lists })
  }

  runUntil(end: number): void {
    for (;;) {
      const due = [...this.#timers].sort((a, b) => a.at - b.at)[0]
      if (due === undefined || due.at > end) return
      this.#timers = this.#timers.filter((timer) => timer !== due)
      this.#now = due.at
      this.#keep(this.#component.choose(this.#memory, due.timer, null))
    }
  }

  #keep({ memory, arm = [], sends = [] }: Reaction<PodGcMemory>): void {
    this.#memory = memory
    for (const { timer, after } of arm) this.#timers.push({ timer, at: this.#now + after })
    for (const { message } of sends) if (message.type === 'request') this.#serve(message)
  }

  #serve({ id, verb, resource, key }: Extract<Message, { type: 'request' }>): void {
    const name = key.slice(key.indexOf('/') + 1)
    if (verb === 'delete') this.deleted.push(name)
    if (verb === 'update') this.patched.push(name)
    const isMissing = verb === 'get' && resource === 'nodes' && !this.#isStored(name)
    this.tell({
      type: 'response',
      id,
      ...(isMissing ? { code: 404, reason: 'NotFound' } : { code: 200, reason: 'OK' }),
    })
  }
}

const namesOf = (nodes: Nodes): readonly string[] => (nodes ?? []).map(({ metadata }) => metadata?.name ?? '')

const without = (all: readonly string[], gone: readonly string[]): readonly string[] =>
  all.filter((name) => !gone.includes(name))

/** The row's second pass comes after `delay`; ours by itself, so what changes in between does so just before it. */
export const orphans = (row: OrphanRow): Pair => {
  const { podGcPeriod, podGcQuarantine } = defaultSettings.timing
  const informed = namesOf(row.initialInformerNodes)
  let stored = [...namesOf(row.initialClientNodes), ...informed]
  const collector = new Collector((node) => stored.includes(node))
  const list = (names: readonly string[]): void =>
    collector.list(
      'nodes',
      names.map((name) => nodeOf({ metadata: { name } })),
    )
  list(informed)
  collector.list(
    'pods',
    row.pods.map((given) => podOf({ ...given, metadata: { ...given.metadata, uid: given.metadata?.name ?? '' } })),
  )
  collector.runUntil(Math.min(row.delay / 1e6, podGcPeriod + podGcQuarantine - 1))
  stored = [...without(stored, namesOf(row.deletedClientNodes)), ...namesOf(row.addedClientNodes)]
  list([...without(informed, namesOf(row.deletedInformerNodes)), ...namesOf(row.addedInformerNodes)])
  collector.runUntil(row.delay / 1e6)
  const sorted = (names: readonly string[] | null): readonly string[] => [...(names ?? [])].sort()
  return [
    { deleted: sorted(row.deletedPodNames), patched: sorted(row.patchedPodNames) },
    { deleted: sorted(collector.deleted), patched: sorted(collector.patched) },
  ]
}
