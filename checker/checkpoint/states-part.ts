/** The states that were found, and the free steps between them. */
import type { GraphExtent } from '../graph.ts'
import type { Search } from '../search.ts'
import type { Part } from './part.ts'
import type { RecordReader, RecordWriter } from './record.ts'
import { damaged } from './store.ts'

export class StatesPart<S> implements Part {
  readonly #search: Search<S>
  #states = 0
  #layers = 0
  #edges: GraphExtent = { expanded: 0, edges: 0 }

  constructor(search: Search<S>) {
    this.#search = search
  }

  write(out: RecordWriter): void {
    const { space, graph } = this.#search
    const { widths, words, parents, struck, layers } = space.since(this.#states, this.#layers)
    out.json(widths)
    for (const numbers of [words, parents, struck, layers]) out.numbers(numbers)
    if (graph !== null) {
      const { ends, to, rules, durations } = graph.since(this.#edges)
      for (const numbers of [ends, to, rules, durations]) out.numbers(numbers)
    }
    this.#mark()
  }

  restore(from: RecordReader): void {
    const { space, graph } = this.#search
    const widths = from.json<readonly number[]>()
    const [words, parents, struck, layers] = [from.ints(), from.ints(), from.ints(), from.ints()]
    if (!space.restore({ widths, words, parents, struck, layers })) throw damaged('a state stands in it twice')
    graph?.restore({ ends: from.ints(), to: from.ints(), rules: from.ints(), durations: from.floats() })
    this.#mark()
  }

  #mark(): void {
    const { space, graph } = this.#search
    this.#states = space.size
    // The last layer may still turn out to be empty, and is replaced then.
    this.#layers = Math.max(0, space.depths.count - 1)
    this.#edges = graph?.extent ?? this.#edges
  }
}
