/**
 * A component changes in two ways only: it chose to (a timer that it armed fired: a work item taken, a
 * decision made, a back-off over), or it was told (a message arrived). Either way it returns the next value
 * of its own memory and disk and what it sends. It never sees another component's state: all talk crosses
 * the network, so every delay, loss and stale read is reachable.
 */
import type { Address, ComponentKind, Envelope, Message } from './messages.ts'

/** Identified by name and key together; arming it again moves it. */
export interface Timer {
  readonly name: string
  readonly key?: string
}

export interface Send {
  readonly to: Address
  readonly message: Message
  /** Milliseconds on top of the network's nominal latency. */
  readonly after?: number
}

export interface Reaction<M, D = null> {
  readonly memory: M
  /** Absent: unchanged. */
  readonly disk?: D
  readonly sends?: readonly Send[]
  /** Timers to fire after `after` ms (0: at once, but as an event of its own). */
  readonly arm?: readonly { readonly timer: Timer; readonly after: number }[]
  readonly disarm?: readonly Timer[]
  /** The process exits by itself (its supervisor restarts it). */
  readonly exit?: true
}

/**
 * Source of names and uids that were never used before: randomness as an explicit input. Only the API server
 * uses it. `count('uid:pods/default/web')` gives 1, 2, 3, ... on later calls.
 */
export interface Entropy {
  readonly used: { readonly [name: string]: readonly number[] }
}

export interface Component<M, D = null> {
  readonly kind: ComponentKind
  readonly address: Address
  /** Memory of a process that has just started. Also what a crash leaves behind. */
  readonly initial: M
  /** Disk of a machine that was just installed; null for a component without a disk. */
  readonly initialDisk: D
  /** What is on the disk after the process crashed (a Docker daemon takes its containers along). */
  readonly afterCrash?: (disk: D) => D
  /** What is on the disk after the machine lost power. Absent: as afterCrash, or unchanged. */
  readonly afterPowerLoss?: (disk: D) => D
  /** A timer fired. */
  readonly choose: (memory: M, timer: Timer, disk: D) => Reaction<M, D>
  /** A message arrived. */
  readonly receive: (memory: M, envelope: Envelope, disk: D, entropy: EntropySource) => Reaction<M, D>
}

/** Handed to `receive`; the kernel stores what was taken from it. */
export interface EntropySource {
  /** A positive number not in use for this name: 1 first. */
  readonly next: (name: string) => number
}

/** A reaction that changes nothing. */
export const still = <M, D = null>(memory: M): Reaction<M, D> => ({ memory })
