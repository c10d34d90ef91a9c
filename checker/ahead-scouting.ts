/**
 * Explores ahead of a search: level by level and layer by layer in the same order, but the faults in some states without
 * faults it leaves to the search, with all that they lead to.
 */
import type { Block } from './ahead.ts'
import { AheadWriter } from './ahead-writer.ts'
import type { ToldStep } from './ahead-writer.ts'
import { Engine } from './engine.ts'
import { plain } from './int-array.ts'
import type { Machine } from './machine.ts'
import { HASH, Rows, WORDS } from './rows.ts'
import { StateSpace } from './state-space.ts'

export interface ScoutingOptions {
  /** Largest number of faults in a run. */
  readonly faults: number
  /** Does it find out where the faults in a state without faults lead? */
  readonly isFollowed: (state: number) => boolean
  /** Asked when all states without faults are known: the first of them of which faults are looked at. */
  readonly begin: () => number
  readonly blockStates: number
}

/** Blocks, each worked out when it is asked for. Ends where user code fails: the search comes there, too, and tells. */
export function* scouting<S>(machine: Machine<S>, options: ScoutingOptions): Generator<Block, void> {
  const explorer = new Explorer(machine, options)
  try {
    yield* explorer.explore()
  } catch {
    // What was found up to here is right.
    yield explorer.rest()
  }
}

class Explorer<S> {
  readonly #engine: Engine<S>
  readonly #space: StateSpace
  readonly #writer: AheadWriter<S>
  readonly #options: ScoutingOptions
  readonly #rows = new Rows(1, plain)
  readonly #vector: Int32Array
  /** The first state of which faults are looked at. */
  #begin = 0
  #level = 0

  constructor(machine: Machine<S>, options: ScoutingOptions) {
    this.#engine = new Engine(machine)
    this.#options = options
    const initial = machine.initial.map((state) => this.#engine.encode(state, 'an initial state'))
    for (const vector of initial) this.#engine.normalise(vector)
    this.#space = new StateSpace(this.#engine.values)
    this.#writer = new AheadWriter(this.#engine)
    this.#vector = new Int32Array(this.#space.width)
    this.#space.depths.begin(0, 0)
    this.#add(-1, initial)
  }

  rest(): Block {
    return this.#writer.take()
  }

  *explore(): Generator<Block, void> {
    let seeds = 0
    for (let first = 0; this.#level <= this.#options.faults; this.#level += 1) {
      yield* this.#closeLevel(seeds, first)
      if (this.#level === 0) this.#begin = this.#options.begin()
      seeds = first
      first = this.#space.size
    }
    yield this.rest()
  }

  /** As `Search` does it. */
  *#closeLevel(seeds: number, first: number): Generator<Block, void> {
    const { depths } = this.#space
    const depthOf = (at: number, end: number): number => (at < end ? depths.get(at) : Infinity)
    let [seed, next] = [this.#level === 0 ? first : seeds, first]
    for (;;) {
      const { size } = this.#space
      const [seedDepth, ownDepth] = [depthOf(seed, first), depthOf(next, size)]
      const depth = Math.min(seedDepth, ownDepth)
      if (depth === Infinity) return
      const end = ownDepth === depth ? Math.min(size, depths.endOf(next)) : next
      depths.begin(end, depth + 1)
      const lastSeed = seedDepth === depth ? Math.min(first, depths.endOf(seed)) : seed
      for (; seed < lastSeed; seed += 1) if (seed >= this.#begin) yield* this.#expand(seed, true)
      for (; next < end; next += 1) yield* this.#expand(next, false)
    }
  }

  *#expand(state: number, isFault: boolean): Generator<Block, void> {
    if (isFault && this.#level === 1 && !this.#options.isFollowed(state)) {
      this.#writer.leave(state, isFault)
      return
    }
    const steps = this.#stepsFrom(state, isFault)
    const targets = this.#add(state, steps.map(({ normal }) => normal))
    if (this.#level === 0) return
    this.#writer.tell(state, isFault, steps.map((step, i) => ({ ...step, target: targets[i] ?? 0 })))
    if (this.#writer.states >= this.#options.blockStates) yield this.rest()
  }

  #stepsFrom(state: number, isFault: boolean): readonly Omit<ToldStep, 'target'>[] {
    const engine = this.#engine
    const vector = this.#vector
    this.#space.read(state, vector)
    return (isFault ? engine.faults : engine.free).flatMap((rule) =>
      engine.successors(rule, vector).map((successor) => {
        const made = vector.slice()
        successor.slots.forEach((slot, i) => {
          made[slot] = engine.steps.idAfter(successor, i, vector[slot] ?? 0)
        })
        const normal = made.slice()
        engine.normalise(normal)
        return { successor, made, normal }
      }),
    )
  }

  /** The numbers of states; those that are not known are added. */
  #add(from: number, vectors: readonly Int32Array[]): Int32Array {
    const space = this.#space
    if (space.isTight) space.widen()
    const rows = this.#rows
    rows.clear(0, space.layout.words)
    for (const vector of vectors) {
      const at = rows.write(0)
      rows.rows[at + HASH] = space.hashOf(vector)
      space.layout.pack(vector, rows.rows, at + WORDS)
    }
    space.settling.submit(rows)
    space.settling.finish()
    for (let row = 0; row < rows.count; row += 1) if (rows.targets[row] === space.size) space.note(from)
    return rows.targets
  }
}
