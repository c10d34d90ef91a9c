/**
 * Kinds of faults on the way to a state, as numbers: equal multisets have equal numbers. 0: none.
 */
export class FaultSets {
  readonly #sets: (readonly string[])[] = [[]]
  readonly #byText = new Map<string, number>([['', 0]])
  readonly #with = new Map<string, number>()

  /** The sets from a number on. */
  since(number: number): readonly (readonly string[])[] {
    return this.#sets.slice(number)
  }

  get size(): number {
    return this.#sets.length
  }

  /** Gives the next numbers to sets. */
  restore(sets: readonly (readonly string[])[]): void {
    for (const types of sets) this.#byText.set(types.join('\n'), this.#sets.push(types) - 1)
  }

  /** The set with one fault more. */
  add(set: number, type: string): number {
    const step = `${set} ${type}`
    const known = this.#with.get(step)
    if (known !== undefined) return known
    const types = [...this.typesOf(set), type].sort()
    const text = types.join('\n')
    const number = this.#byText.get(text) ?? this.#sets.push(types) - 1
    this.#byText.set(text, number)
    this.#with.set(step, number)
    return number
  }

  /** Action types, sorted; as often as they happened. */
  typesOf(set: number): readonly string[] {
    return this.#sets[set] ?? []
  }
}
