/**
 * Joins a component to the cluster: how its memory and disk are read from and written to the slots, and its
 * reactions as agenda entries. Reactions are remembered by what they were computed from, so each distinct
 * (memory, disk, message) is worked out once in a whole search.
 */
import type { Alarm, Delivery } from './agenda.ts'
import type { Component, EntropySource, Reaction, Timer } from './component.ts'
import type { Address } from './messages.ts'
import { remember2 } from './remember.ts'
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

/** Pairs of memory and disk per component whose reactions are remembered. */
const MAX_PAIRS = 1 << 15

/** Effects by entry. */
type Effects = Map<object, Effect>

/** Stands for the disk of a component without one. */
const NO_DISK = {}

export const mount = <M extends object, D extends object | null>(
  component: Component<M, D>,
  lens: Lens<M, D>,
): Part => {
  const effects = remember2((_memory: M, _disk: object): Effects => new Map(), MAX_PAIRS)
  const { address } = component
  const afterCrash = component.afterCrash ?? ((disk) => disk)
  const afterPowerLoss = component.afterPowerLoss ?? afterCrash
  /** Remembers per (memory, disk, entry), unless the answer depended on entropy. */
  const workOut = (memory: M, disk: D, entry: Delivery | Alarm, entropy: EntropySource): Effect => {
    let drawn = false
    const source: EntropySource = {
      next: (name) => {
        drawn = true
        return entropy.next(name)
      },
    }
    const reaction =
      'timer' in entry ? component.choose(memory, entry.timer, disk) : component.receive(memory, entry, disk, source)
    const effect = effectOf(address, lens, reaction)
    if (!drawn) effects(memory, disk ?? NO_DISK).set(entry, effect)
    return effect
  }
  return {
    address,
    react: (state, entry, entropy) => {
      const memory = lens.memory(state)
      const disk = lens.disk(state)
      return effects(memory, disk ?? NO_DISK).get(entry) ?? workOut(memory, disk, entry, entropy)
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
