/**
 * The log of one search: what was new at each cut, appended, and a manifest that is replaced at each cut and tells how
 * much of the log counts. Whatever is cut short leaves the last manifest, and the log up to there, as they were.
 */
import { fingerprint } from '../json.ts'
import { START, checksum } from './checksum.ts'
import { RecordReader } from './record.ts'
import type { RecordWriter } from './record.ts'
import { CheckpointError, damaged } from './store.ts'
import type { Store } from './store.ts'

const FORMAT = 'kubeproof/checkpoint@1'

/** More bytes than any manifest has. */
const MANIFEST_BYTES_MAX = 1 << 28

/** What a checkpoint is of: label and text, in the order in which they are compared. */
export type Identity = readonly (readonly [string, string])[]

/** Where a cut ends in the log, in bytes, and the sum over the log up to there. */
type Cut = readonly [end: number, low: number, high: number]

export interface Manifest {
  readonly format: string
  readonly identity: Identity
  /** How far the search had come. */
  readonly states: number
  readonly faults: number
  readonly cuts: readonly Cut[]
}

export class Journal {
  readonly #store: Store
  readonly #manifestName: string
  readonly #logName: string
  readonly identity: Identity
  #cuts: readonly Cut[] = []

  constructor(store: Store, name: string, identity: Identity) {
    this.#store = store
    this.#manifestName = `${name}.json`
    this.#logName = `${name}.log`
    this.identity = identity
  }

  /** What was kept last; null: nothing was. */
  open(): Manifest | null {
    const bytes = this.#store.read(this.#manifestName, 0, MANIFEST_BYTES_MAX)
    if (bytes === null) return null
    const manifest = manifestOf(bytes, this.#manifestName)
    this.#cuts = manifest.cuts
    return manifest
  }

  /** What was new at each cut. Throws where it is not as it was written. */
  *records(): Iterable<RecordReader> {
    let [from, low, high]: Cut = [0, ...START]
    for (const cut of this.#cuts) {
      const length = cut[0] - from
      const bytes = this.#store.read(this.#logName, from, length)
      if (bytes?.length !== length) throw damaged(`${this.#logName} is missing, or shorter than it was`)
      const aligned = bytes.byteOffset % Float64Array.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice()
      ;[low, high] = checksum([low, high], aligned)
      if (low !== cut[1] || high !== cut[2]) throw damaged(`${this.#logName} is not as it was written`)
      yield new RecordReader(aligned)
      from = cut[0]
    }
  }

  /** Keeps what is new, and then how far the search has come. */
  append({ parts, length }: RecordWriter, at: Pick<Manifest, 'states' | 'faults'>): void {
    const [from, low, high]: Cut = this.#cuts.at(-1) ?? [0, ...START]
    this.#store.append(this.#logName, from, parts)
    const sum = parts.reduce(checksum, [low, high])
    this.#cuts = [...this.#cuts, [from + length, ...sum]]
    const manifest: Manifest = { format: FORMAT, identity: this.identity, ...at, cuts: this.#cuts }
    const text = JSON.stringify({ manifest, check: fingerprint(manifest) })
    this.#store.replace(this.#manifestName, new TextEncoder().encode(text))
  }
}

const manifestOf = (bytes: Uint8Array, name: string): Manifest => {
  const { manifest, check } = parsed(bytes)
  if (manifest === undefined) throw damaged(`${name} is not as it was written`)
  if (manifest.format !== FORMAT) {
    throw new CheckpointError(
      `the checkpoint is of another version: its format is ${manifest.format}, expected ${FORMAT}; remove it, and begin anew`,
    )
  }
  if (check !== fingerprint(manifest)) throw damaged(`${name} is not as it was written`)
  return manifest
}

const parsed = (bytes: Uint8Array): { readonly manifest?: Manifest; readonly check?: string } => {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
