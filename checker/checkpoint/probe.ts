/**
 * Tries out whether a machine still does what it did when a checkpoint was written: on its first states, and on as many
 * over the whole search. Code that reads the same may close over something else.
 */
import type { Engine } from '../engine.ts'
import { HASH, Rows, WORDS } from '../rows.ts'
import type { Search } from '../search.ts'
import { spreadOver } from '../spread.ts'

const TRIED = 100

/** What is otherwise than it was, in words; null: nothing is. If something is, the search is of no use any more. */
export const oddity = <S>(search: Search<S>): string | null => {
  const { engine, space, isFinal, position } = search
  const [vector, before] = [new Int32Array(space.width), new Int32Array(space.width)]
  const sizes = engine.seen().sizes
  for (const index of spreadOver(space.size, TRIED)) {
    const parent = space.parent(index)
    if (parent < 0) continue
    space.read(index, vector)
    space.read(parent, before)
    const steps = successorsOf(engine, before, space.isStruck(index) ? engine.faults : engine.free)
    if (!steps.some((after) => after.every((id, slot) => id === vector[slot]))) return 'a state is not reached any more'
  }
  const rows: Int32Array[] = []
  for (const index of spreadOver(position.next, TRIED)) {
    space.read(index, vector)
    if (isFinal?.(vector) !== true) rows.push(...successorsOf(engine, vector, engine.free))
  }
  const isNew = engine.seen().sizes.some((size, slot) => size !== sizes[slot]) || !areKnown(search, rows)
  return isNew ? 'a state has steps that it had not' : null
}

const successorsOf = <S>(engine: Engine<S>, vector: Int32Array, rules: readonly number[]): readonly Int32Array[] =>
  rules.flatMap((rule) =>
    engine.ask(rule, vector).map((successor) => {
      const after = vector.slice()
      successor.slots.forEach((slot, i) => {
        after[slot] = engine.steps.idAfter(successor, i, vector[slot] ?? 0)
      })
      engine.normalise(after)
      return after
    }),
  )

/** Looking a state up adds it where it is new. */
const areKnown = <S>({ space }: Search<S>, vectors: readonly Int32Array[]): boolean => {
  const rows = new Rows(0, space.settling.allocate)
  rows.clear(0, space.layout.words)
  for (const vector of vectors) {
    const at = rows.write(0)
    rows.rows[at + HASH] = space.hashOf(vector)
    space.layout.pack(vector, rows.rows, at + WORDS)
  }
  space.settling.submit(rows)
  space.settling.finish()
  return rows.targets.subarray(0, rows.count).every((index) => index < space.size)
}
