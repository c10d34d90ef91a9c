/**
 * The successor of a state while it is being worked out: the state before, and the slots written so far.
 * Lives only inside the computation of one step.
 */
import type { Agenda, Entry } from './agenda.ts'
import { postpone, put, remove } from './agenda.ts'
import type { Entropy } from './component.ts'
import type { Outages } from './outages.ts'
import type { ClusterState, ClusterWrites } from './state.ts'

type Writes = ClusterWrites

export class Draft {
  readonly before: ClusterState
  /** Its own; nobody else holds it. */
  readonly #writes: Writes = {}
  #agenda: Agenda
  /** Entries taken from the agenda and handed to a component in this step. */
  readonly delivered: Entry[] = []
  /** Entries that reactions of this step put into the agenda. */
  readonly sent: Entry[] = []

  constructor(before: ClusterState, agenda: Agenda = before.agenda) {
    this.before = before
    this.#agenda = agenda
  }

  /** The same draft, to go on with in another way. */
  fork(): Draft {
    const copy = new Draft(this.before, this.#agenda)
    copy.write(this.#writes)
    copy.delivered.push(...this.delivered)
    copy.sent.push(...this.sent)
    return copy
  }

  get agenda(): Agenda {
    return this.#agenda
  }

  get outages(): Outages {
    return this.#writes.outages ?? this.before.outages
  }

  get entropy(): Entropy {
    return this.#writes.entropy ?? this.before.entropy
  }

  /** Slot values as they are now. */
  get<K extends keyof ClusterState>(slot: K): ClusterWrites[K] | ClusterState[K] {
    const written = this.#writes[slot]
    return written === undefined ? this.before[slot] : written
  }

  write(writes: Writes): void {
    Object.assign(this.#writes, writes)
  }

  put(after: number, entry: Entry): void {
    this.#agenda = put(this.#agenda, after, entry)
  }

  remove(drops: (entry: Entry) => boolean): void {
    this.#agenda = remove(this.#agenda, drops)
  }

  postpone(after: number, matches: (entry: Entry) => boolean): void {
    this.#agenda = postpone(this.#agenda, after, matches)
  }

  setAgenda(agenda: Agenda): void {
    this.#agenda = agenda
  }

  /** Slots that this step wrote, the agenda apart. */
  get written(): readonly string[] {
    return Object.keys(this.#writes)
  }

  /** What this step wrote, the agenda included. */
  get writes(): Writes {
    return this.#agenda === this.before.agenda ? { ...this.#writes } : { ...this.#writes, agenda: this.#agenda }
  }

  /** The whole state after the step. */
  get state(): ClusterState {
    return { ...this.before, ...this.writes }
  }
}
