/** A part of what a search has found, as it is written and restored. */
import type { RecordReader, RecordWriter } from './record.ts'

export interface Part {
  /** Writes what came since it was last written, or restored. */
  write(out: RecordWriter): void
  /** Adds what was written once, in the same order. */
  restore(from: RecordReader): void
}
