/** Where checkpoints are kept. The checker touches no files: whoever wants checkpoints brings a store along. */

export interface Store {
  /** At most `length` bytes of an entry from a place on, fewer at its end; null: there is no such entry. */
  read(name: string, from: number, length: number): Uint8Array | null
  /**
   * Writes the parts one after the other from a place on; whatever stood there or behind is gone. If this is cut
   * short, what stands before the place must be as it was. What is written must last when it returns.
   */
  append(name: string, from: number, parts: readonly Uint8Array[]): void
  /** Makes an entry hold these bytes: all of them or, if it is cut short, what it held before. */
  replace(name: string, bytes: Uint8Array): void
}

/** A checkpoint that cannot be gone on from. It is left as it is. */
export class CheckpointError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CheckpointError'
  }
}

export const damaged = (what: string): CheckpointError =>
  new CheckpointError(`the checkpoint is damaged: ${what}; remove it, and begin anew`)
