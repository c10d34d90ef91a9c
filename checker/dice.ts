/** A cheap stream of numbers that follows from its seed alone (sfc32), for choices that are made millions of times. */

/** Until the seed has reached every bit. */
const WARM_UP = 12

export class Dice {
  #a: number
  #b: number
  #c = 0x9e3779b9
  #counter = 1

  /** From 64 bits. */
  constructor(high: number, low: number) {
    this.#a = high | 0
    this.#b = low | 0
    for (let i = 0; i < WARM_UP; i += 1) this.#next()
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum
  }

  /** A whole number from 0 to before `count`, all as likely but for one in 2^32 / count. */
  below(count: number): number {
    return Math.floor(((this.#next() >>> 0) / 2 ** 32) * count)
  }
}
