/**
 * The container runtime of a node: keeps its containers, whatever the kubelet believes. Docker is
 * a daemon: its containers die with it (exit code 137) unless live restore is on. rkt has no
 * daemon: containers survive it. Nothing survives a loss of power, but the records of exited
 * containers do.
 *
 * A container starts in `containerStart` ms, image pull included. Images of containers that the
 * node still has (running or exited) are there already, unless their tag is `latest`: those are
 * pulled at each start. Programs are well behaved: told to stop they end within a second. Init
 * containers end by themselves with 0, all others run until the world lets them exit.
 *
 * Left out: sandboxes, networks and volumes (a pod keeps its address for its whole life); programs
 * that ignore SIGTERM and use up their grace period; image garbage collection; the pull of one
 * image by two containers at once. None decides who runs where.
 */
import type { Component, Reaction, Send, Timer } from '../component.ts'
import { still } from '../component.ts'
import type { Address, Message } from '../messages.ts'
import type { Settings } from '../settings.ts'
import type { ContainerRecord, CriMessage } from './messages.ts'

type CriStart = Extract<CriMessage, { type: 'cri/start' }>
type CriStop = Extract<CriMessage, { type: 'cri/stop' }>

export interface RuntimeMemory {
  /** Containers that are being created, by id. */
  readonly starting: { readonly [id: string]: ContainerRecord }
  /** Containers that were told to end, and how many ms that takes. */
  readonly stopping: { readonly [id: string]: number }
  /** Images cannot be pulled. */
  readonly unreachable?: true
}

export interface RuntimeDisk {
  readonly containers: { readonly [id: string]: ContainerRecord }
}

type Step = Reaction<RuntimeMemory, RuntimeDisk>

/** What a program needs to end once it is told to; what an init container takes for its work. */
const STOP_MS = 1_000
const COMPLETE_MS = 1_000

const KILLED = 137
const TERMINATED = 143

export const containerId = (podUid: string, name: string, attempt: number): string =>
  `${podUid}/${name}/${attempt}`

const without = <V>(
  map: { readonly [id: string]: V },
  id: string,
): { readonly [id: string]: V } => {
  const { [id]: _gone, ...rest } = map
  return rest
}

const entryOf = <V>(map: { readonly [id: string]: V }, id: string): V | undefined =>
  Object.hasOwn(map, id) ? map[id] : undefined

export const allContainers = ({ containers }: RuntimeDisk): readonly ContainerRecord[] =>
  Object.keys(containers)
    .sort()
    .flatMap((id) => containers[id] ?? [])

const exited = (record: ContainerRecord, exitCode: number): ContainerRecord => ({
  ...record,
  state: 'exited',
  exitCode,
})

const withRecord = ({ containers }: RuntimeDisk, record: ContainerRecord): RuntimeDisk => ({
  containers: { ...containers, [record.id]: record },
})

/** Every running container is killed. */
export const killAll = (disk: RuntimeDisk): RuntimeDisk =>
  allContainers(disk).some(({ state }) => state === 'running')
    ? {
        containers: Object.fromEntries(
          allContainers(disk).map((record) => [
            record.id,
            record.state === 'running' ? exited(record, KILLED) : record,
          ]),
        ),
      }
    : disk

const timer = (name: 'start' | 'stop' | 'complete', id: string): Timer => ({ name, key: id })

const mustPull = (disk: RuntimeDisk, image: string): boolean => {
  const name = image.slice(image.lastIndexOf('/') + 1)
  const isLatest = !/[:@]/.test(name) || name.endsWith(':latest')
  return isLatest || !allContainers(disk).some((record) => record.image === image)
}

interface Self {
  readonly kubelet: Address
  readonly containerStart: number
}

const answer = ({ kubelet }: Self, message: CriMessage): readonly Send[] => [
  { to: kubelet, message },
]

/** Programs of init containers will end after their work. */
const completing = (containers: readonly ContainerRecord[]): Pick<Step, 'arm'> => {
  const arm = containers
    .filter(({ state, completes }) => state === 'running' && completes === true)
    .map(({ id }) => ({ timer: timer('complete', id), after: COMPLETE_MS }))
  return arm.length === 0 ? {} : { arm }
}

const onStart = (
  self: Self,
  memory: RuntimeMemory,
  disk: RuntimeDisk,
  { type: _, ...spec }: CriStart,
): Step => {
  const id = containerId(spec.podUid, spec.name, spec.attempt)
  const known = entryOf(disk.containers, id)
  if (known?.state === 'exited') {
    return {
      memory,
      sends: answer(self, { type: 'cri/exited', id, exitCode: known.exitCode ?? KILLED }),
    }
  }
  if (known !== undefined) {
    return { memory, sends: answer(self, { type: 'cri/started', container: known }) }
  }
  // A kubelet that was restarted asks again for what is on its way.
  if (Object.hasOwn(memory.starting, id)) return still(memory)
  const starting = { ...memory.starting, [id]: { id, ...spec, state: 'running' as const } }
  return {
    memory: { ...memory, starting },
    arm: [{ timer: timer('start', id), after: self.containerStart }],
  }
}

const start = (self: Self, memory: RuntimeMemory, disk: RuntimeDisk, id: string): Step => {
  const container = entryOf(memory.starting, id)
  if (container === undefined) return still(memory)
  const next = { ...memory, starting: without(memory.starting, id) }
  if (memory.unreachable === true && mustPull(disk, container.image)) {
    const { podUid, name, attempt } = container
    const message = { type: 'cri/failed', podUid, name, attempt, reason: 'ErrImagePull' } as const
    return { memory: next, sends: answer(self, message) }
  }
  return {
    memory: next,
    disk: withRecord(disk, container),
    sends: answer(self, { type: 'cri/started', container }),
    ...completing([container]),
  }
}

const exit = (
  self: Self,
  memory: RuntimeMemory,
  disk: RuntimeDisk,
  id: string,
  exitCode: number,
): Step => {
  const container = entryOf(disk.containers, id)
  if (container?.state !== 'running') return still(memory)
  return {
    memory: { ...memory, stopping: without(memory.stopping, id) },
    disk: withRecord(disk, exited(container, exitCode)),
    sends: answer(self, { type: 'cri/exited', id, exitCode }),
    disarm: [timer('stop', id), timer('complete', id)],
  }
}

const onStop = (
  self: Self,
  memory: RuntimeMemory,
  disk: RuntimeDisk,
  { id, graceSeconds }: CriStop,
): Step => {
  const container = entryOf(disk.containers, id)
  if (container?.state !== 'running') {
    const exitCode = container?.exitCode ?? KILLED
    return { memory, sends: answer(self, { type: 'cri/exited', id, exitCode }) }
  }
  const after = Math.min(STOP_MS, graceSeconds * 1_000)
  // It is on its way out already; only a shorter grace period makes a difference.
  if (after >= (entryOf(memory.stopping, id) ?? Infinity)) return still(memory)
  return {
    memory: { ...memory, stopping: { ...memory.stopping, [id]: after } },
    arm: [{ timer: timer('stop', id), after }],
  }
}

const onRemove = (memory: RuntimeMemory, disk: RuntimeDisk, id: string): Step =>
  entryOf(disk.containers, id)?.state === 'exited'
    ? { memory, disk: { containers: without(disk.containers, id) } }
    : still(memory)

const receive = (self: Self, memory: RuntimeMemory, disk: RuntimeDisk, message: Message): Step => {
  switch (message.type) {
    case 'cri/start':
      return onStart(self, memory, disk, message)
    case 'cri/stop':
      return onStop(self, memory, disk, message)
    case 'cri/remove':
      return onRemove(memory, disk, message.id)
    case 'cri/list':
      return {
        memory,
        sends: answer(self, { type: 'cri/containers', containers: allContainers(disk) }),
      }
    case 'container-exits':
      return exit(self, memory, disk, message.container, message.exitCode)
    case 'registry': {
      const { unreachable: _was, ...rest } = memory
      return still(message.reachable ? rest : { ...rest, unreachable: true })
    }
    case 'started':
      return { memory, ...completing(allContainers(disk)) }
    default:
      return still(memory)
  }
}

export const runtime = (
  { topology, timing }: Settings,
  address: Address,
): Component<RuntimeMemory, RuntimeDisk> => {
  const kubelet: Address = `kubelet/${address.slice('runtime/'.length)}`
  const self: Self = { kubelet, containerStart: timing.containerStart }
  const survives = topology.runtime === 'rkt' || topology.liveRestore
  return {
    kind: 'runtime',
    address,
    initial: { starting: {}, stopping: {} },
    initialDisk: { containers: {} },
    afterCrash: (disk) => (survives ? disk : killAll(disk)),
    afterPowerLoss: killAll,
    choose: (memory, { name, key = '' }, disk) => {
      if (name === 'start') return start(self, memory, disk, key)
      const isForced = entryOf(memory.stopping, key) === 0
      return exit(self, memory, disk, key, name === 'complete' ? 0 : isForced ? KILLED : TERMINATED)
    },
    receive: (memory, { message }, disk) => receive(self, memory, disk, message),
  }
}
