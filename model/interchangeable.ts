/**
 * Workers that are just the same: of the same shape, and whatever any component holds about one of them it holds
 * about the others too, names and numbers of revisions apart. What strikes one of them then comes to the same as
 * what strikes another, up to which of them gets the next pod: that is a tie, which the model breaks by name and
 * Kubernetes at random. So of each such group faults strike the first two (which get the next pods) and the last
 * (which gets none), and those in between are spared. Three workers are never reduced; of a hundred idle ones three
 * are left. Where a text of the user's decides ties nobody knows whose turn is next, and nobody is spared.
 */
import type { Agenda } from './agenda.ts'
import { keep, remember } from './remember.ts'
import { familyOf } from './renumber.ts'
import type { Settings } from './settings.ts'
import type { ClusterState } from './state.ts'

/** A text as a number: equal texts have equal numbers. */
type Text = number

/** What a value says in all, and what it says of each worker that it mentions (with `*` for that one's name). */
interface Said {
  readonly text: Text
  readonly of: ReadonlyMap<string, Text>
}

type Part = readonly [key: Said, value: Said]

interface Reader {
  readonly ofText: (text: string) => Said
  readonly of: (value: unknown) => Said
  /** What parts say of each worker. Of a collection only those that mention it are about it; of a record all are. */
  readonly rolesIn: (parts: readonly Part[], isCollection: boolean) => Said['of']
  /** It knows so many texts that it is time for a new one. */
  readonly isFull: () => boolean
}

/** Faults strike so many of a group from its first on, and its last. */
const FIRST_STRUCK = 2

/** Values and texts that are remembered. */
const MANY = 1 << 20

const NAME = /[A-Za-z0-9][A-Za-z0-9.-]*/g
const NOBODY: ReadonlyMap<string, Text> = new Map()

const newReader = (settings: Settings): Reader => {
  const workers = new Set(settings.topology.nodes.map(({ name }) => name))
  const texts = new Map<string, Text>()
  const numberOf = (text: string): Text => {
    const known = texts.get(text) ?? texts.size
    texts.set(text, known)
    return known
  }
  const ofText = (text: string): Said => {
    const named = new Set((text.match(NAME) ?? []).filter((name) => workers.has(name)))
    const starred = (worker: string): Text =>
      numberOf(text.replace(NAME, (name) => (name === worker ? '*' : name)))
    return { text: numberOf(text), of: named.size === 0 ? NOBODY : mapOf(named, starred) }
  }
  const rolesIn = (parts: readonly Part[], isCollection: boolean): Said['of'] => {
    const named = new Set(parts.flatMap((part) => [...mentioned(part)]))
    const roles = new Map([...named].map((worker) => [worker, new Array<Text>()]))
    for (const part of parts) {
      const [key, value] = part
      for (const worker of isCollection ? mentioned(part) : named) {
        roles.get(worker)?.push(key.of.get(worker) ?? key.text, value.of.get(worker) ?? value.text)
      }
    }
    return named.size === 0 ? NOBODY : mapOf(named, (worker) => numberOf(roles.get(worker)?.join() ?? ''))
  }
  const ofObject = remember((value: object): Said => {
    const isList = Array.isArray(value)
    const parts = Object.entries(value)
      .filter(([key, child]) => typeof child !== 'number' || familyOf(value, key) === undefined)
      .map(([key, child]): Part => [ofText(isList ? '' : key), of(child)])
    return {
      text: numberOf(parts.map(([key, value]) => `${key.text}:${value.text}`).join()),
      of: rolesIn(parts, isList || parts.some(([key]) => key.of.size > 0)),
    }
  }, MANY)
  const of = (value: unknown): Said =>
    typeof value === 'object' && value !== null ? ofObject(value) : ofText(String(value))
  return { ofText, of, rolesIn, isFull: () => texts.size > MANY }
}

const readers = new Map<Settings, Reader>()

/** Numbers are compared within one state only, so a new reader changes no answer. */
const readerOf = (settings: Settings): Reader => {
  const known = readers.get(settings)
  return known === undefined || known.isFull() ? keep(readers, settings, newReader(settings)) : known
}

const mentioned = ([key, value]: Part): Iterable<string> =>
  key.of.size === 0 ? value.of.keys() : new Set([...key.of.keys(), ...value.of.keys()])

const mapOf = (keys: ReadonlySet<string>, valueOf: (key: string) => Text): ReadonlyMap<string, Text> =>
  new Map([...keys].map((key) => [key, valueOf(key)]))

/** With each entry goes the time at which it is due, instead of the time after the one before. */
const ofAgenda = ({ of, ofText, rolesIn }: Reader, agenda: Agenda): Said => {
  let due = 0
  const parts = agenda.map(({ gap, entry }): Part => {
    due += gap
    return [ofText(String(due)), of(entry)]
  })
  return { text: NO_TEXT, of: rolesIn(parts, true) }
}

/** Of the agenda in all nobody asks. */
const NO_TEXT = -1

const NONE: ReadonlySet<string> = new Set()

/** Workers that no fault needs to strike in this state. */
export const sparedWorkers = (settings: Settings, state: ClusterState): ReadonlySet<string> => {
  const { nodes } = settings.topology
  if (nodes.length <= FIRST_STRUCK + 1 || settings.scheduling.tieSeed !== null) return NONE
  const reader = readerOf(settings)
  const slots = Object.entries(state).map(([slot, value]): Part => [
    reader.ofText(slot),
    slot === 'agenda' ? ofAgenda(reader, state.agenda) : reader.of(value),
  ])
  const roles = reader.rolesIn([[reader.ofText('shapes'), reader.of(nodes)], ...slots], true)
  const groups = new Map<Text | undefined, string[]>()
  for (const { name } of nodes) groups.set(roles.get(name), [...(groups.get(roles.get(name)) ?? []), name])
  return new Set([...groups.values()].flatMap((group) => group.slice(FIRST_STRUCK, -1)))
}
