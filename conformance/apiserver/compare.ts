/**
 * A recorded probe beside what the served model does: which parts are compared, and where a difference is known and
 * why.
 */
import type { Outcome } from '../agreement.ts'
import type { Json } from '../../cli/serve/rest/json.ts'
import { isList, isObject } from '../../cli/serve/rest/json.ts'
import { canonical } from '../../model/same.ts'

/** What differs by nature: identities, and how far a store has come. */
const masked = (text: string): string =>
  text
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uid>')
    .replace(/\b[a-z]+\/[\w.-]+\/[\w.-]+#\d+/g, '<uid>')
    .replace(/current: \d+/g, 'current: <revision>')

/** Versions say only whether something was written since the probe before. */
export class Versions {
  #last: string | null = null

  of(version: string): string {
    const said = version === this.#last ? 'kept' : 'new'
    this.#last = version
    return said
  }
}

const normal = (value: Json, versions: Versions): Json => {
  if (typeof value === 'string') return masked(value)
  if (isList(value)) return value.map((item) => normal(item, versions))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === 'rv' && typeof inner === 'string' ? versions.of(inner) : normal(inner, versions),
    ]),
  )
}

/** Watches of different kinds have no order between them; a repeated MODIFIED says nothing new. */
const perKind = (lines: readonly Json[]): Json => {
  const texts = lines.map(String)
  const later = texts.slice(texts.indexOf('--- delete') + 1)
  const kinds = ['deploy', 'rs', 'pod']
  return Object.fromEntries(
    kinds.map((kind) => {
      const own = later.filter((line) => line.split(' ')[1] === kind)
      return [kind, own.filter((line, i) => line !== own[i - 1])]
    }),
  )
}

/** Differences that have a reason. */
const REASONS: { readonly [title: string]: string } = {
  'change spec.nodeName by patch':
    'a real server appends a printout of the difference between two structs of Go; the rest of the message is the same',
  'WATCH from RV 1':
    'a served cluster begins when it is booted; what was stored before that is compacted, and such a watch is told 410',
  'LIST exact RV 1': 'exact versions of the past are not served: a list is of the newest one',
  'WATCH without RV: synthetic ADDED first': 'no controller of the model puts the root certificates into a namespace',
}

const isDeletion = (title: string): boolean => title.startsWith('GC ')

export const compared = (
  title: string,
  recorded: Json,
  seen: Json,
  versions: { readonly theirs: Versions; readonly ours: Versions },
): Outcome => {
  const shape = (value: Json, side: Versions): Json =>
    isDeletion(title) && isList(value) ? perKind(value) : normal(value, side)
  const [wanted, found] = [shape(recorded, versions.theirs), shape(seen, versions.ours)]
  if (canonical(wanted) === canonical(found)) return { what: title, is: 'agreed' }
  const how = `recorded ${JSON.stringify(wanted)}, here ${JSON.stringify(found)}`
  return { what: title, is: 'differed', reason: REASONS[title] ?? null, how }
}
