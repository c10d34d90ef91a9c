/**
 * What may be the case in the reducer's cluster, given all that etcd has said. Etcd leaves open whether and
 * when a write takes effect whose answer was lost, and when after its time a lease ends: each possibility is a
 * world of its own until an answer tells them apart. No world left means that the reducer forbids the answer.
 */
import { canonical } from '../../model/same.ts'
import type { EtcdCall, EtcdResponse } from '../../model/etcd/messages.ts'
import { isRead } from '../../model/etcd/requests.ts'
import type { Seen } from './documents.ts'
import { Undecided } from './tally.ts'
import type { Twin } from './twin.ts'

/** A write whose answer was lost: it may take effect from now on, once, or never. */
export interface Open {
  readonly id: number
  readonly call: EtcdCall
  readonly on: number
}

export interface World {
  readonly twin: Twin
  readonly open: readonly Open[]
}

/** A lease that has lived its time. */
export type Overdue = readonly number[]

/** Possibilities to try before one answer: more would have to happen between two answers of etcd. */
const STEPS_MAX = 3
const WORLDS_MAX = 256

const landed = ({ twin, open }: World, landing: Open): World => {
  const next = twin.fork()
  next.call(landing.call, landing.on)
  return { twin: next, open: open.filter(({ id }) => id !== landing.id) }
}

const ended = ({ twin, open }: World, lease: number): World => {
  const next = twin.fork()
  next.expireLease(lease)
  return { twin: next, open }
}

const isGranted = ({ twin }: World, lease: number): boolean => Object.hasOwn(twin.store.leases, String(lease))

const nextOf = (world: World, overdue: Overdue): readonly World[] => [
  ...world.open.map((landing) => landed(world, landing)),
  ...overdue.filter((lease) => isGranted(world, lease)).map((lease) => ended(world, lease)),
]

/** One of each: worlds that hold the same and may still become the same need not both be followed. */
export const distinct = (worlds: readonly World[]): readonly World[] => {
  if (worlds.length < 2) return worlds
  const known = new Map<string, World>()
  for (const world of worlds) {
    const text = canonical([world.twin.store, world.twin.unfinished, world.open.map(({ id }) => id)])
    if (!known.has(text)) known.set(text, world)
  }
  if (known.size > WORLDS_MAX) throw new Undecided(`more than ${WORLDS_MAX} possibilities`)
  return [...known.values()]
}

/** All that may be the case by now: what is open may have happened, in any order, or not. */
export const possible = (worlds: readonly World[], overdue: Overdue): readonly World[] => {
  let all = worlds
  let newest = worlds
  for (let i = 0; i < STEPS_MAX; i += 1) {
    newest = newest.flatMap((world) => nextOf(world, overdue))
    if (newest.length === 0) break
    all = [...all, ...newest]
  }
  return distinct(all)
}

/** Worlds in which the call is answered in an allowed way. */
export const answered = (
  worlds: readonly World[],
  { call, on }: Pick<Open, 'call' | 'on'>,
  isAllowed: (said: EtcdResponse | null) => boolean,
): readonly World[] => {
  const isOnly = worlds.length === 1
  return distinct(
    worlds.flatMap(({ twin, open }) => {
      // With a single world nothing else shares the twin.
      const next = isOnly ? twin : twin.fork()
      return isAllowed(next.call(call, on)) ? [{ twin: next, open }] : []
    }),
  )
}

/**
 * The call got no answer: either the reducer's cluster has it, to do with it what it will, or it comes in later
 * or never. `said`: what each world answered in time, `saidLate`: what it says when it gives up.
 */
export interface Unanswered {
  readonly worlds: readonly World[]
  readonly said: readonly (EtcdResponse | null)[]
  readonly saidLate: readonly (EtcdResponse | null)[]
}

export const unanswered = (worlds: readonly World[], open: Open): Unanswered => {
  const asked = worlds.map((world) => {
    const twin = world.twin.fork()
    const said = twin.call(open.call, open.on)
    return { world, twin, said, saidLate: said ?? twin.expireRequests() }
  })
  const next = asked.flatMap(({ world, twin, said }): readonly World[] => {
    if (isRead(open.call)) return [world]
    const later = { ...world, open: [...world.open, open] }
    return said === null ? [{ ...world, twin }, later] : [later]
  })
  return {
    worlds: distinct(next),
    said: asked.map(({ said }) => said),
    saidLate: asked.map(({ saidLate }) => saidLate),
  }
}

/** Etcd answered a keep-alive, from what the member knows, where the reducer waits for a majority first. */
export const isAnsweredByStaleLeader = (
  worlds: readonly World[],
  { call, on }: Pick<Open, 'call' | 'on'>,
  { error }: Seen,
): boolean =>
  call.call === 'lease-keepalive' &&
  worlds.some(
    (world) =>
      world.twin.fork().call(call, on) === null &&
      error === (isGranted(world, call.lease) ? undefined : 'lease-not-found'),
  )
