/**
 * The whole cluster as a machine for the checker: its initial state is a booted, settled cluster whose user is
 * about to run a script; one rule takes what is due, the others inject faults.
 */
import type { Delivery, Entry } from './agenda.ts'
import type { Bystanders } from './bystanders.ts'
import { Draft } from './draft.ts'
import type { FaultKind } from './fault-kinds.ts'
import { FAULT_KINDS, actionTypeOf } from './fault-kinds.ts'
import type { FaultStep, Injection } from './faults.ts'
import { faultSteps, isQuiet } from './faults.ts'
import { assemble } from './assembly.ts'
import type { Command } from './kubectl.ts'
import { isRunning, noOutages, withFlag } from './outages.ts'
import { pruneEntropy, renumber } from './renumber.ts'
import { remember2 } from './remember.ts'
import type { Settings } from './settings.ts'
import type { Outcome } from './moments.ts'
import { Moments } from './moments.ts'
import type { ClusterState, ClusterWrites, MonitorMemory, SlotReader } from './state.ts'
import { slotOf } from './state.ts'
import { nominalStep } from './step.ts'
import { addressesOf, processesOf } from './topology.ts'
import { committed } from './truth.ts'
import { NO_WRITES, forgetHistory } from './forget-history.ts'
import { emptyStore } from './etcd/mvcc.ts'
import type { Cluster } from './world.ts'
import { restart } from './world.ts'
import { anyOrderSteps } from './any-order.ts'
import { anyOrderFaults } from './any-order-faults.ts'
import { enoughSteps } from './first-messages.ts'
import { threatsOf } from './threats.ts'

export type Order = 'nominal' | 'any' | 'asynchronous'

/** A history variable of a property: sees what was delivered in each step. */
export interface Monitor {
  readonly name: string
  readonly initial: MonitorMemory
  readonly observe: (memory: MonitorMemory, delivered: readonly Entry[]) => MonitorMemory
  /** May the delivery of this message change its memory? */
  readonly isAbout: (entry: Delivery) => boolean
}

export interface ClusterOptions {
  readonly settings: Settings
  /** What the user does once the cluster is up. */
  readonly script: readonly Command[]
  readonly order: Order
  readonly allow: readonly FaultKind[]
  readonly injection?: Injection
  /** Faults strike this process or machine only. */
  readonly target?: string
  /** In any order: who does nothing but listen, and which of them may hear late. */
  readonly bystanders?: Bystanders
  readonly monitors?: readonly Monitor[]
}

export interface ClusterAction {
  readonly type: string
  readonly [detail: string]: string | number
}

export interface ClusterTransition {
  readonly action: ClusterAction
  readonly writes: ClusterWrites
  readonly duration: number
}

export interface ClusterRule {
  readonly name: string
  readonly fault: boolean
  readonly remember: 'never'
  readonly next: (state: ClusterState) => readonly ClusterTransition[]
  readonly enough?: (state: ClusterState, isLast: boolean) => readonly ClusterTransition[]
}

/** Structurally the checker's Machine<ClusterState>. */
export interface ClusterMachine {
  readonly name: string
  readonly cluster: Cluster
  readonly order: Order
  readonly initial: readonly [ClusterState]
  readonly rules: readonly ClusterRule[]
  readonly normalise: (state: ClusterState) => ClusterState
}

export const STEP = 'cluster/step'

/** A boot that takes more steps than this will never settle. */
const MAX_BOOT_STEPS = 100_000

export const clusterMachine = (options: ClusterOptions): ClusterMachine => {
  const { settings, script, order, injection = 'near', monitors = [] } = options
  const allowed = new Set(options.allow)
  const isSeen = (entry: Delivery): boolean => monitors.some(({ isAbout }) => isAbout(entry))
  const assembled = assemble(settings, script)
  const { bystanders, target } = options
  const watch = { mayWait: !allowed.has('restore-etcd-snapshot'), isSeen }
  const cluster = bystanders === undefined ? assembled : { ...assembled, bystanders: { ...bystanders, ...watch } }
  const moments = new Moments(cluster)
  const finish = finishing(settings, monitors)
  const step: ClusterRule = {
    name: STEP,
    fault: false,
    remember: 'never',
    next:
      order === 'nominal'
        ? (state) => {
            const taken = moments.next(state)
            return taken === null ? [] : [finish(state, { type: STEP }, taken)]
          }
        : (state) =>
            anyOrderSteps(cluster, state, order).map(({ action, draft, duration }) =>
              finish(state, action, outcomeOf(draft, duration)),
            ),
  }
  const threats = threatsOf(settings, allowed, target)
  const enough: ClusterRule['enough'] = (state, isLast) =>
    enoughSteps(cluster, state, isLast ? [] : threats, isSeen).map(({ action, draft, duration }) =>
      finish(state, action, outcomeOf(draft, duration)),
    )
  const faultsIn = (state: ClusterState): readonly FaultStep[] =>
    order === 'nominal' ? faultSteps(cluster, state, allowed, injection) : anyOrderFaults(cluster, state, allowed)
  const isStruck = ({ action }: FaultStep): boolean =>
    target === undefined || action['process'] === target || action['host'] === target
  const fault: ClusterRule = {
    name: 'fault',
    fault: true,
    remember: 'never',
    next: (state) =>
      faultsIn(state)
        .filter(isStruck)
        .map(({ action, draft, duration }) => finish(state, action, outcomeOf(draft, duration))),
  }
  return {
    name: `Kubernetes cluster (${order} order)`,
    cluster,
    order,
    initial: [withScript(booted(cluster, monitors))],
    rules: [order === 'any' ? { ...step, enough } : step, fault],
    normalise: (state) => normalised(cluster, state),
  }
}

const outcomeOf = ({ writes, delivered }: Draft, duration: number): Outcome => ({ writes, delivered, duration })

/** What properties need to know of a step is written as well: the memory of monitors, and the committed store. */
const finishing = (settings: Settings, monitors: readonly Monitor[]) => {
  const observers = monitors.map(({ name, observe }) => ({
    slot: `monitor:${name}` as const,
    observe: remember2(observe),
  }))
  return (before: ClusterState, action: ClusterAction, outcome: Outcome): ClusterTransition => {
    const { writes } = outcome
    for (const { slot, observe } of observers) {
      const memory = before[slot]
      if (memory === undefined) continue
      const next = observe(memory, outcome.delivered)
      if (next !== memory) Object.assign(writes, slotOf(slot, next))
    }
    if (touchesEtcd(Object.keys(outcome.writes))) {
      Object.assign(writes, committedIn(settings, { get: (slot) => writes[slot] ?? before[slot] }))
    }
    return { action, writes, duration: outcome.duration }
  }
}

/** What a majority of etcd disks holds after a step. */
export const noteCommitted = (settings: Settings, draft: Draft): void => {
  if (touchesEtcd(draft.written)) draft.write(committedIn(settings, draft))
}

const committedIn = (settings: Settings, reader: SlotReader): ClusterWrites => {
  const outages = reader.get('outages')
  return outages === undefined || isEtcdDown(settings, { outages }) ? {} : { committed: committed(settings, reader) }
}

const touchesEtcd = (written: readonly string[]): boolean =>
  written.some((slot) => slot.startsWith('etcd/') || slot.startsWith('disk:etcd/'))

/** While no member runs nobody can tell what is on the disks, or will be when they were restored. */
const isEtcdDown = (settings: Settings, { outages }: Pick<ClusterState, 'outages'>): boolean =>
  addressesOf(settings, 'etcd').every((member) => !isRunning(settings, outages, member))

/** In quiet moments: numbers by rank, forgotten names free again, and a backup of the store. */
const normalised = (cluster: Cluster, state: ClusterState): ClusterState => {
  if (!isQuiet(state)) return state
  const backed = { ...state, ...rested(cluster, state) }
  const entropy = pruneEntropy(backed.entropy, Object.values(backed))
  return renumber(entropy === backed.entropy ? backed : { ...backed, entropy })
}

/** What a quiet moment changes: history that nobody can ask for is forgotten, and the operator takes a backup. */
export const rested = (cluster: Cluster, state: ClusterState): ClusterWrites => {
  const { settings } = cluster
  const writes = forgetHistory(settings, state)
  const isUnknown = writes === NO_WRITES || isEtcdDown(settings, state)
  const store = isUnknown ? state.committed : committed(settings, { get: (slot) => writes[slot] ?? state[slot] })
  const isHealthy = addressesOf(settings, 'etcd').every((member) => isRunning(settings, state.outages, member))
  return { ...writes, committed: store, backup: isHealthy ? store : state.backup }
}

const coldStart = (cluster: Cluster, monitors: readonly Monitor[]): ClusterState => {
  const processes = processesOf(cluster.settings)
  const slots = [...cluster.parts.values()].reduce<ClusterWrites>(
    (sofar, part) => ({ ...sofar, ...part.initial }),
    {},
  )
  const histories = monitors.reduce<ClusterWrites>(
    (sofar, { name, initial }) => ({ ...sofar, ...slotOf(`monitor:${name}`, initial) }),
    {},
  )
  return {
    ...slots,
    ...histories,
    agenda: [],
    outages: { ...noOutages, down: processes.map((p) => p.name).reduce(withFlag, noOutages.down) },
    entropy: { used: {} },
    backup: emptyStore,
    committed: emptyStore,
  }
}

/** Starts every process, servers first, and lets the cluster run until nothing is due. */
export const booted = (cluster: Cluster, monitors: readonly Monitor[] = []): ClusterState => {
  const draft = new Draft(coldStart(cluster, monitors))
  const rank = (name: string): number => ['etcd', 'runtime', 'apiserver'].indexOf(name.split('/')[0] ?? '')
  const order = [...processesOf(cluster.settings)].sort(
    (a, b) => (rank(a.name) === -1 ? 9 : rank(a.name)) - (rank(b.name) === -1 ? 9 : rank(b.name)),
  )
  for (const { name } of order) restart(cluster, draft, name)
  let state = draft.state
  for (let steps = 0; steps < MAX_BOOT_STEPS; steps += 1) {
    const step = nominalStep(cluster, state)
    if (step === null) return normalised(cluster, state)
    const store = committed(cluster.settings, step.draft)
    state = normalised(cluster, { ...step.draft.state, committed: store })
  }
  throw new Error(`the cluster does not settle after its start (${MAX_BOOT_STEPS} steps)`)
}

const withScript = (state: ClusterState): ClusterState => {
  const begin: Delivery = { from: 'world', to: 'kubectl/user', message: { type: 'next-command' } }
  const disk = state['disk:kubectl/user'] ?? { next: 0 }
  return { ...state, 'disk:kubectl/user': { ...disk, begun: true }, agenda: [{ gap: 0, entry: begin }] }
}

/** Action types under which the allowed faults appear. */
export const faultActionTypes = (allow: readonly FaultKind[] = FAULT_KINDS): readonly string[] =>
  allow.map(actionTypeOf)
