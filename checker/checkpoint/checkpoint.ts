/** Keeps what a search finds while it runs, and lets another one go on from there. */
import { FindingsPart } from './findings-part.ts'
import { differenceOf, identityOf } from './identity.ts'
import { Journal } from './journal.ts'
import type { Manifest } from './journal.ts'
import type { Keeper } from './position.ts'
import { oddity } from './probe.ts'
import { RecordWriter } from './record.ts'
import type { Search } from '../search.ts'
import { StatesPart } from './states-part.ts'
import { CheckpointError } from './store.ts'
import type { Store } from './store.ts'
import { ValuesPart } from './values-part.ts'
import type { ExploreOptions } from '../explore-options.ts'

export interface CheckpointOptions {
  /** Where it is kept. A search goes on from what it finds there, or refuses to (`CheckpointError`). */
  readonly store: Store
  /** Asked often: is it time to keep what was found since? It is kept at the end of each level anyway, and when the search ends. */
  readonly isDue?: () => boolean
  /** What else the outcome depends on, such as what the machine was made of: a label each, and a text. One that begins with # is no use to a reader. */
  readonly subject?: Readonly<Record<string, string>>
  /** A search goes on from a checkpoint: first the one of all properties, then the one of each `once`. */
  readonly onResume?: (at: { readonly states: number; readonly faults: number }) => void
}

/** Kept after so many transitions, due or not, so that what is new never grows out of hand. */
const TRANSITIONS_MAX = 1 << 24

export class SearchCheckpoint<S> implements Keeper {
  readonly #search: Search<S>
  readonly #options: CheckpointOptions
  readonly #limits: Pick<ExploreOptions, 'faults' | 'maxStates'>
  readonly #journal: Journal
  readonly #values: ValuesPart<S>
  readonly #states: StatesPart<S>
  readonly #findings: FindingsPart<S>

  constructor(search: Search<S>, name: string, checkpoint: CheckpointOptions, options: ExploreOptions) {
    const { subject = {} } = checkpoint
    this.#search = search
    this.#options = checkpoint
    this.#limits = options
    this.#journal = new Journal(
      checkpoint.store,
      name,
      identityOf(search, { subject, untilBroken: options.untilBroken === true }),
    )
    this.#values = new ValuesPart(search.engine)
    this.#states = new StatesPart(search)
    this.#findings = new FindingsPart(search)
  }

  get #parts() {
    return [this.#values, this.#states, this.#findings]
  }

  isDue(): boolean {
    const isMuch = this.#search.transitions - this.#findings.position.transitions >= TRANSITIONS_MAX
    return isMuch || this.#options.isDue?.() === true
  }

  keep(): void {
    const record = new RecordWriter()
    for (const part of this.#parts) part.write(record)
    this.#journal.append(record, { states: this.#search.space.size, faults: this.#findings.position.level })
  }

  /**
   * Makes the search what it was, if anything was kept; the seconds that were spent on it.
   * @throws {CheckpointError} if it does not fit, or is damaged
   */
  resume(): number {
    const manifest = this.#journal.open()
    if (manifest === null) return 0
    this.#refuse(manifest)
    for (const record of this.#journal.records()) for (const part of this.#parts) part.restore(record)
    const { position } = this.#findings
    this.#search.goOnFrom(position)
    const odd = oddity(this.#search)
    if (odd !== null) throw refused(`other rules (${odd})`)
    this.#options.onResume?.(manifest)
    return position.seconds[0]
  }

  #refuse({ identity, states, faults }: Manifest): void {
    const difference = differenceOf(identity, this.#journal.identity)
    if (difference !== null) throw refused(difference)
    const { faults: budget, maxStates = Infinity } = this.#limits
    if (faults > budget) throw refused(`a larger search: it has come to ${faults} faults, and ${budget} are asked for`)
    if (states > maxStates) throw refused(`a larger search: it holds ${states} states, and ${maxStates} are allowed`)
  }
}

const refused = (what: string): CheckpointError =>
  new CheckpointError(`the checkpoint is of ${what}; take another place for this search, or remove it`)
