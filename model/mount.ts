/**
 * Joins a component to the cluster: how its memory and disk are read from and written to the slots, and its
 * reactions as agenda entries. Reactions are remembered by what they were computed from, so each distinct
 * (memory, disk, message) is worked out once in a whole search.
 */
import type { Alarm, Delivery } from './agenda.ts'
import type { Component, EntropySource, Reaction, Timer } from './component.ts'
import type { Address } from './messages.ts'
import { bounded } from './remember.ts'
import type { ClusterWrites, SlotReader } from './state.ts'

type Writes = ClusterWrites

/** How a component's slots are named and typed. */
export interface Lens<M, D> {
  readonly memory: (state: SlotReader) => M
  readonly disk: (state: SlotReader) => D
  readonly writeMemory: (memory: M) => Writes
  readonly writeDisk: (disk: D) => Writes
}

/** A reaction in terms of the cluster: slots written, entries for the agenda with their delays. */
export interface Effect {
  readonly writes: Writes
  readonly puts: readonly { readonly after: number; readonly entry: Delivery | Alarm }[]
  /** Timers to take out of the agenda first (disarmed or armed anew). */
  readonly disarmed: readonly Timer[]
  readonly exits: boolean
}

export interface Part {
  readonly address: Address
  readonly react: (state: SlotReader, entry: Delivery | Alarm, entropy: EntropySource) => Effect
  readonly initial: Writes
  /** Slots after its process crashed, its machine lost power, or its disk was lost. */
  readonly crashed: (state: SlotReader) => Writes
  readonly powerLost: (state: SlotReader) => Writes
  readonly diskLost: Writes
}

/** Nominal time that a message between processes takes; inside one process it takes none. */
const LATENCY_MS = 1

const latency = (from: Address, to: Address): number =>
  from.slice(from.indexOf('/')) === to.slice(to.indexOf('/')) && from.startsWith('controller-manager/')
    ? 0
    : LATENCY_MS

const effectOf = <M, D>(address: Address, lens: Lens<M, D>, reaction: Reaction<M, D>): Effect => {
  const sends = (reaction.sends ?? []).map(({ to, message, after = 0 }) => ({
    after: latency(address, to) + after,
    entry: { from: address, to, message },
  }))
  const armed = (reaction.arm ?? []).map(({ timer, after }) => ({
    after,
    entry: { to: address, timer },
  }))
  const disk = reaction.disk === undefined ? {} : lens.writeDisk(reaction.disk)
  return {
    writes: { ...lens.writeMemory(reaction.memory), ...disk },
    puts: [...sends, ...armed],
    disarmed: [...(reaction.disarm ?? []), ...armed.map(({ entry }) => entry.timer)],
    exits: reaction.exit ?? false,
  }
}

const NO_DISK = {}

/** Memories per component whose reactions are remembered. */
const MAX_MEMORIES = 1 << 14

/** An effect, and what else than the memory and the entry it was worked out from. */
interface Known {
  readonly disk: object
  readonly effect: Effect
}

/** By memory, then by entry. */
type Effects = Pick<Map<object, Map<object, Known>>, 'get' | 'set'>

/** Remembers per (memory, disk, entry), unless the answer depended on entropy. */
const remembering = (
  known: Effects,
  [memory, disk, entry]: readonly [object, object, object],
  compute: (entropy: EntropySource) => Effect,
  entropy: EntropySource,
): Effect => {
  let byEntry = known.get(memory)
  const hit = byEntry?.get(entry)
  if (hit?.disk === disk) return hit.effect
  let drawn = false
  const effect = compute({
    next: (name) => {
      drawn = true
      return entropy.next(name)
    },
  })
  if (drawn) return effect
  if (byEntry === undefined) known.set(memory, (byEntry = new Map()))
  byEntry.set(entry, { disk, effect })
  return effect
}

export const mount = <M extends object, D extends object | null>(
  component: Component<M, D>,
  lens: Lens<M, D>,
): Part => {
  const known: Effects = bounded(MAX_MEMORIES)
  const { address } = component
  const afterCrash = component.afterCrash ?? ((disk) => disk)
  const afterPowerLoss = component.afterPowerLoss ?? afterCrash
  return {
    address,
    react: (state, entry, entropy) => {
      const memory = lens.memory(state)
      const disk = lens.disk(state)
      const compute = (source: EntropySource): Effect =>
        effectOf(
          address,
          lens,
          'timer' in entry
            ? component.choose(memory, entry.timer, disk)
            : component.receive(memory, entry, disk, source),
        )
      return remembering(known, [memory, disk ?? NO_DISK, entry], compute, entropy)
    },
    initial: { ...lens.writeMemory(component.initial), ...lens.writeDisk(component.initialDisk) },
    crashed: (state) => ({
      ...lens.writeMemory(component.initial),
      ...lens.writeDisk(afterCrash(lens.disk(state))),
    }),
    powerLost: (state) => ({
      ...lens.writeMemory(component.initial),
      ...lens.writeDisk(afterPowerLoss(lens.disk(state))),
    }),
    diskLost: {
      ...lens.writeMemory(component.initial),
      ...lens.writeDisk(component.initialDisk),
    },
  }
}
