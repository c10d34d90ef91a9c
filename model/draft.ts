/**
 * The successor of a state while it is being worked out: the state before, the slots written so far, and what was
 * read and done on the way, for whoever remembers it. Lives only inside the computation of one step.
 */
import type { Agenda, Edit, Entry, Matches, OwnAgenda } from './agenda.ts'
import { discard, dueIn, insert, postpone } from './agenda.ts'
import type { Entropy } from './component.ts'
import type { Outages } from './outages.ts'
import type { ClusterState, ClusterWrites } from './state.ts'

type Writes = ClusterWrites
type Slot = keyof ClusterState

/** What is asked about a state: what a slot holds, or what follows from what is broken. */
export type Question = Slot | ((outages: Outages) => string)

export class Draft {
  readonly #before: ClusterState
  /** Its own; nobody else holds it. */
  readonly #writes: Writes = {}
  #agenda: OwnAgenda
  #isAgendaWritten: boolean
  /** Entries taken from the agenda and handed to a component in this step. */
  readonly delivered: Entry[] = []
  /** Entries that reactions of this step put into the agenda. */
  readonly sent: Entry[] = []
  /** What was put into the agenda and taken out of it, in this order. */
  readonly edits: Edit[] = []
  /** What was asked about the state before, in this order, the agenda apart. */
  readonly questions = new Set<Question>()
  /** Was the agenda looked at beyond what is due, or changed other than by edits? */
  looksAhead = false

  constructor(before: ClusterState, agenda: Agenda = before.agenda) {
    this.#before = before
    this.#isAgendaWritten = agenda !== before.agenda
    this.#agenda = [...agenda]
  }

  /** The same draft, to go on with in another way. */
  fork(): Draft {
    const copy = new Draft(this.#before, this.#agenda)
    copy.write(this.#writes)
    copy.delivered.push(...this.delivered)
    copy.sent.push(...this.sent)
    return copy
  }

  get agenda(): Agenda {
    this.looksAhead = true
    return this.#agenda
  }

  /** What is due at this very moment. */
  get due(): Agenda {
    const later = this.#agenda.findIndex(({ gap }) => gap > 0)
    return later < 0 ? [...this.#agenda] : this.#agenda.slice(0, later)
  }

  get outages(): Outages {
    return this.#writes.outages ?? this.was('outages')
  }

  /** What follows from what is broken now; the question is always the same function. */
  askOfOutages<A extends string>(question: (outages: Outages) => A): A {
    const { outages } = this.#writes
    if (outages !== undefined) return question(outages)
    this.questions.add(question)
    return question(this.#before.outages)
  }

  get entropy(): Entropy {
    return this.#writes.entropy ?? this.was('entropy')
  }

  /** Slot values as they are now. */
  get<K extends Slot>(slot: K): ClusterWrites[K] | ClusterState[K] {
    const written = this.#writes[slot]
    return written === undefined ? this.was(slot) : written
  }

  /** Slot values as they were before the step. */
  was<K extends Slot>(slot: K): ClusterState[K] {
    this.questions.add(slot)
    return this.#before[slot]
  }

  write(writes: Writes): void {
    Object.assign(this.#writes, writes)
  }

  put(after: number, entry: Entry): void {
    this.#isAgendaWritten = true
    this.edits.push({ after, entry })
    insert(this.#agenda, after, entry)
  }

  remove(drops: (entry: Entry) => boolean): void {
    this.#isAgendaWritten = true
    this.edits.push({ drops })
    discard(this.#agenda, drops)
  }

  /** Puts an entry at the moment of another one; false: there is none. */
  hold(entry: Entry, until: Matches): boolean {
    const after = dueIn(this.#agenda, until)
    if (after === null) {
      this.looksAhead = true
      return false
    }
    this.#isAgendaWritten = true
    this.edits.push(after > 0 ? { until, entry } : { after, entry })
    insert(this.#agenda, after, entry)
    return true
  }

  /** Takes so many first items out: they are dealt with. */
  takeOff(count: number): void {
    this.#isAgendaWritten = true
    this.#agenda.splice(0, count)
  }

  postpone(after: number, matches: (entry: Entry) => boolean): void {
    this.setAgenda(postpone(this.#agenda, after, matches))
  }

  setAgenda(agenda: Agenda): void {
    this.looksAhead = true
    this.#isAgendaWritten = true
    this.#agenda = [...agenda]
  }

  /** Slots that this step wrote, the agenda apart. */
  get written(): readonly string[] {
    return Object.keys(this.#writes)
  }

  /** What this step wrote, the agenda apart. */
  get slotWrites(): Writes {
    return { ...this.#writes }
  }

  /** What this step wrote, the agenda included. */
  get writes(): Writes {
    return this.#isAgendaWritten ? { ...this.#writes, agenda: this.#agenda } : { ...this.#writes }
  }

  /** The whole state after the step. */
  get state(): ClusterState {
    return { ...this.#before, ...this.writes }
  }
}
