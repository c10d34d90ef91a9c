/** What small numbers become, as far as it was worked out: finding it again is one read of an array. */
import { atLeast } from './int-array.ts'

export class Lookup {
  /** By number: what it becomes, + 1; 0, or no entry: that is not known. */
  known: Int32Array = new Int32Array(16)

  put(number: number, result: number): void {
    this.known = atLeast(this.known, number + 1)
    this.known[number] = result + 1
  }
}
