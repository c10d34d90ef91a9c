/**
 * What happens in a moment, remembered by what it depends on: what is due in it, and what is asked about the state on
 * the way. Runs that differ elsewhere then share the answer. Known moments are a decision graph: the entries that are
 * due lead to a place, which says what is asked next, and the answer leads on; references stand for contents.
 */
import type { Agenda, Edit, Entry } from './agenda.ts'
import { advance, edited } from './agenda.ts'
import type { Question } from './draft.ts'
import { Draft } from './draft.ts'
import type { ClusterState, ClusterWrites } from './state.ts'
import { takeDue } from './step.ts'
import type { Cluster } from './world.ts'

/** What a step does to a state, and what was handed over in it. */
export interface Outcome {
  /** An object of its own. */
  readonly writes: ClusterWrites
  readonly delivered: readonly Entry[]
  /** Modelled time that passed before it, in ms. */
  readonly duration: number
}

interface Known {
  readonly writes: ClusterWrites
  readonly edits: readonly Edit[]
  readonly delivered: readonly Entry[]
}

/** Most places lead to one other place only, and need no map. */
class Place {
  /** What is asked here; null: nothing, or it is not known yet. */
  question: Question | null = null
  known: Known | null = null
  #key: unknown = NOTHING
  #place: Place | undefined = undefined
  #others: Map<unknown, Place> | null = null

  next(key: unknown): Place | undefined {
    return key === this.#key ? this.#place : this.#others?.get(key)
  }

  /** The place to which a key leads, which is not there yet. */
  add(key: unknown): Place {
    const place = new Place()
    if (this.#place === undefined) {
      this.#key = key
      this.#place = place
    } else {
      this.#others ??= new Map()
      this.#others.set(key, place)
    }
    return place
  }
}

/** Stands for a key that nobody has, and for the end of what is due. */
const NOTHING = Symbol('nothing')
const THE_END = Symbol('the end')

/** Then everything is forgotten, which costs time only. */
const MAX_MOMENTS = 1 << 18

export class Moments {
  readonly #cluster: Cluster
  #root = new Place()
  #size = 0

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  /** Takes all that is due next; null when nothing is: the cluster is settled. */
  next(state: ClusterState): Outcome | null {
    const { agenda } = state
    const first = agenda[0]
    if (first === undefined) return null
    const count = dueCount(agenda)
    const known = this.#find(state, agenda, count)
    if (known === null) return this.#learn(state, agenda, count)
    const { writes, edits, delivered } = known
    return {
      writes: { ...writes, agenda: edited(agenda, count, edits) },
      delivered,
      duration: first.gap,
    }
  }

  #find(state: ClusterState, agenda: Agenda, count: number): Known | null {
    let place: Place | undefined = this.#root
    for (let i = 0; i < count && place !== undefined; i += 1) place = place.next(agenda[i]?.entry)
    place = place?.next(THE_END)
    while (place !== undefined && place.question !== null) place = place.next(answer(state, place.question))
    return place?.known ?? null
  }

  #learn(state: ClusterState, before: Agenda, count: number): Outcome {
    const { gap, agenda } = advance(before)
    const draft = new Draft(state, agenda)
    takeDue(this.#cluster, draft)
    const { delivered, edits, questions } = draft
    if (!draft.looksAhead) {
      const keys = [...before.slice(0, count).map(({ entry }) => entry), THE_END]
      this.#remember(state, keys, [...questions], { writes: draft.slotWrites, edits: edits.filter(isLate), delivered })
    }
    return { writes: draft.writes, delivered, duration: gap }
  }

  #remember(state: ClusterState, keys: readonly unknown[], questions: readonly Question[], known: Known): void {
    if (this.#size >= MAX_MOMENTS) {
      this.#root = new Place()
      this.#size = 0
    }
    let place = this.#root
    for (const key of keys) place = place.next(key) ?? place.add(key)
    for (const question of questions) {
      const key = answer(state, question)
      place.question = question
      place = place.next(key) ?? place.add(key)
    }
    place.known = known
    this.#size += 1
  }
}

/** How many entries are due at the next moment. */
const dueCount = (agenda: Agenda): number => {
  let count = 1
  while (agenda[count]?.gap === 0) count += 1
  return count
}

/** What is put at the moment itself is dealt with in it. */
const isLate = (edit: Edit): boolean => !('after' in edit) || edit.after > 0

const answer = (state: ClusterState, question: Question): unknown =>
  typeof question === 'function' ? question(state.outages) : state[question]
