/**
 * Fingerprints of states, step by step: that of a value is made from those of its parts, each remembered by
 * reference. States of a run share most of their parts, so the next one costs only what is new in it.
 */
import { fingerprint } from './json.ts'

export class Digest {
  readonly #known = new WeakMap<object, string>()

  /** 64 bits in hexadecimal: equal for equal content, whatever order keys were written in. */
  of(value: unknown): string {
    return typeof value === 'object' && value !== null ? this.#ofParts(value) : fingerprint(value)
  }

  #ofParts(value: object): string {
    const known = this.#known.get(value)
    if (known !== undefined) return known
    const made = fingerprint(this.#parts(value))
    this.#known.set(value, made)
    return made
  }

  /** The value with the fingerprints of what is nested in it; kinds are marked, so that no text stands for a part. */
  #parts(value: object): unknown {
    const part = (inner: unknown): unknown =>
      typeof inner === 'object' && inner !== null ? [this.#ofParts(inner)] : inner
    if (Array.isArray(value)) return value.map(part)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, part(inner)]))
  }
}
