/**
 * Leader election on a ring (Chang and Roberts 1979): initiators send their number on; it is passed on by those with a
 * greater one, and whoever gets its own back has won. Source: ChangRoberts of the TLA+ examples.
 */
import type { Machine, Property, Transition } from '../../checker/index.ts'
import { always } from '../../checker/index.ts'
import { upTo } from './rules.ts'

interface Member {
  readonly isStarted: boolean
  readonly initiates: boolean
  readonly state: 'candidate' | 'lost' | 'won'
  /** Numbers on their way to it, sorted. */
  readonly inbox: readonly number[]
}

/** Member i, with the number i, stands at place i - 1. */
export interface Election {
  readonly members: readonly Member[]
}

const member = (initiates: boolean): Member => ({
  isStarted: false,
  initiates,
  state: initiates ? 'candidate' : 'lost',
  inbox: [],
})

export const leaderElection = (n: number): Machine<Election> => {
  const choices = Array.from({ length: 2 ** n }, (_, bits) => upTo(n).map((i) => (bits & (1 << (i - 1))) !== 0))
  return {
    name: `Chang-Roberts, ${n} members`,
    initial: choices.map((initiates) => ({ members: initiates.map(member) })),
    rules: upTo(n).flatMap((i) => [
      { name: `start ${i}`, next: ({ members }) => start(i, members) },
      { name: `receive ${i}`, next: ({ members }) => receivable(members[i - 1]).map((id) => receive(i, id, members)) },
    ]),
  }
}

const receivable = (me: Member | undefined): readonly number[] => (me?.isStarted === true ? me.inbox : [])

/** The members with a number sent to the one after member i. */
const pass = (i: number, id: number, members: readonly Member[]): readonly Member[] =>
  members.map((m, place) => (place === i % members.length ? { ...m, inbox: [...new Set([...m.inbox, id])].sort() } : m))

const start = (i: number, members: readonly Member[]): readonly Transition<Election>[] => {
  const me = members[i - 1]
  if (me === undefined || me.isStarted) return []
  const started = members.with(i - 1, { ...me, isStarted: true })
  return [{ action: { type: 'start', member: i }, writes: { members: me.initiates ? pass(i, i, started) : started } }]
}

const receive = (i: number, id: number, members: readonly Member[]): Transition<Election> => {
  const become = (state: Member['state'] | undefined): readonly Member[] =>
    members.map((m, place) =>
      place === i - 1 ? { ...m, state: state ?? m.state, inbox: m.inbox.filter((other) => other !== id) } : m,
    )
  const isLost = members[i - 1]?.state === 'lost'
  const after = isLost || id < i ? pass(i, id, become('lost')) : become(id === i ? 'won' : undefined)
  return { action: { type: 'receive', member: i, id }, writes: { members: after } }
}

export const winnerIsFirst: Property<Election> = always({
  name: 'winner-is-the-first-initiator',
  clause: 'Correctness',
  holds: ({ members }) =>
    members.every(
      ({ state, initiates }, i) =>
        state !== 'won' ||
        (initiates && members.every((m, j) => j === i || (m.state === 'lost' && (!m.initiates || j > i)))),
    ),
  explain: () => ['a member has won that should not have'],
})
