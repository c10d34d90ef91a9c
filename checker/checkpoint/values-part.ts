/**
 * Values and their numbers. They must be the same as before: which of the states that differ only in who is who stands
 * for all depends on them.
 */
import type { Engine } from '../engine.ts'
import type { Extent, WrittenValues } from '../intern.ts'
import { isPlainPrimitive } from '../json.ts'
import type { Json } from '../machine.ts'
import type { Part } from './part.ts'
import type { RecordReader, RecordWriter } from './record.ts'
import { CheckpointError } from './store.ts'

/** A table that numbers values: how many it had, the later ones, and the number of a value. */
interface Numbered {
  readonly size: () => number
  readonly since: (number: number) => readonly Json[]
  readonly numberOf: (value: Json) => number
}

export class ValuesPart<S> implements Part {
  readonly #engine: Engine<S>
  readonly #tables: readonly Numbered[]
  #extent: Extent = { values: 0, shapes: 0, nodes: 0 }
  #sizes: readonly number[]

  constructor(engine: Engine<S>) {
    this.#engine = engine
    const kinds = new Set(engine.canon?.kinds.values() ?? [])
    this.#tables = [
      ...engine.values.map((slot) => ({
        size: () => slot.size,
        since: (number: number) => slot.values.slice(number),
        numberOf: (value: Json) => slot.idOf(value),
      })),
      ...[...kinds].map((kind) => ({
        size: () => kind.size,
        since: (number: number) => kind.since(number),
        numberOf: (value: Json) => kind.add(value),
      })),
    ]
    this.#sizes = this.#tables.map(() => 0)
  }

  write(out: RecordWriter): void {
    const { interner, types, offered } = this.#engine
    const { nodes, ...rest } = interner.since(this.#extent)
    out.json({ ...rest, types, offered: [...offered] })
    out.numbers(nodes)
    this.#tables.forEach((table, i) => {
      const values = table.since(this.#sizes[i] ?? 0)
      out.json(values.filter(isPlainPrimitive))
      out.numbers(Int32Array.from(values, (value) => (isPlainPrimitive(value) ? -1 : interner.idOf(value))))
    })
    this.#mark()
  }

  #mark(): void {
    this.#extent = this.#engine.interner.extent
    this.#sizes = this.#tables.map(({ size }) => size())
  }

  /** Values that the machine has given numbers to already must have those that they had. */
  restore(from: RecordReader): void {
    const { interner, offered } = this.#engine
    const { types, offered: wereOffered, ...rest } = from.json<Omit<WrittenValues, 'nodes'> & Seen>()
    let isSame = interner.restore({ ...rest, nodes: from.ints() }, this.#extent)
    isSame = types.every((type, i) => this.#engine.typeNumber(type) === i) && isSame
    offered.set(wereOffered)
    this.#tables.forEach((table, i) => {
      const primitives = from.json<readonly Json[]>().values()
      from.ints().forEach((id, k) => {
        const value = id < 0 ? (primitives.next().value ?? null) : interner.valueOf(id)
        isSame = table.numberOf(value) === (this.#sizes[i] ?? 0) + k && isSame
      })
    })
    if (!isSame) throw new CheckpointError('the checkpoint is of other values: the machine makes them in another order; remove it, and begin anew')
    this.#mark()
  }
}

interface Seen {
  readonly types: readonly string[]
  readonly offered: readonly number[]
}
