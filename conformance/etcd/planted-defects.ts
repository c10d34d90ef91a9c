/**
 * Bugs put into the reducer on purpose: a comparison that agrees with these would agree with anything. Each
 * wraps the reducer from outside, so that no trace of it is in the model; `watch-misses-delete` is the model's
 * own historic defect.
 */
import type { Component, Reaction } from '../../model/component.ts'
import type { EtcdDisk, EtcdMemory } from '../../model/etcd/member.ts'
import type { EtcdResponse, StoreSnapshot } from '../../model/etcd/messages.ts'
import type { Message } from '../../model/messages.ts'

export const PLANTED_DEFECTS = [
  'revision-moves-on-empty-delete',
  'compaction-off-by-one',
  'transaction-over-two-revisions',
  'watch-misses-delete',
  'restore-keeps-the-head',
] as const

export type PlantedDefect = (typeof PLANTED_DEFECTS)[number]

type Member = Component<EtcdMemory, EtcdDisk>
type EtcdReaction = Reaction<EtcdMemory, EtcdDisk>
/** Makes another store of what one reaction did. */
type Mangle = (before: StoreSnapshot, after: StoreSnapshot, sends: readonly Message[]) => StoreSnapshot

const responsesIn = (messages: readonly Message[]): readonly EtcdResponse[] =>
  messages.flatMap((message) => (message.type === 'etcd/response' ? [message] : []))

const deletesNothing = ({ results = [] }: EtcdResponse): boolean =>
  results.length > 0 && results.every((result) => result.op === 'delete' && result.deleted === 0)

const movesOnEmptyDelete: Mangle = (before, after, sends) =>
  after === before && responsesIn(sends).some(deletesNothing) ? { ...after, revision: after.revision + 1 } : after

/** The last key that a transaction wrote gets a revision of its own. */
const splitsTransaction: Mangle = (before, after) => {
  if (after.revision !== before.revision + 1) return after
  const written = Object.keys(after.keys).filter((key) => after.keys[key]?.at(-1)?.revision === after.revision)
  const key = written.sort().at(-1)
  const versions = key === undefined ? [] : (after.keys[key] ?? [])
  const last = versions.at(-1)
  if (written.length < 2 || key === undefined || last === undefined) return after
  const revision = after.revision + 1
  const kv = last.kv === null ? null : { ...last.kv, modRevision: revision }
  return { ...after, revision, keys: { ...after.keys, [key]: [...versions.slice(0, -1), { revision, kv }] } }
}

const mangled = (reaction: EtcdReaction, before: StoreSnapshot, mangle: Mangle): EtcdReaction => {
  const { disk } = reaction
  if (disk === undefined) return reaction
  const { store } = disk.snapshot
  const other = mangle(before, store, (reaction.sends ?? []).map(({ message }) => message))
  if (other === store) return reaction
  const sends = (reaction.sends ?? []).map((send) =>
    send.message.type === 'etcd/response' && send.message.error === undefined
      ? { ...send, message: { ...send.message, revision: other.revision } }
      : send,
  )
  return { ...reaction, disk: { ...disk, snapshot: { ...disk.snapshot, store: other } }, sends }
}

const mangling = (component: Member, mangle: Mangle): Member => ({
  ...component,
  choose: (memory, timer, disk) => mangled(component.choose(memory, timer, disk), disk.snapshot.store, mangle),
  receive: (memory, envelope, disk, entropy) =>
    mangled(component.receive(memory, envelope, disk, entropy), disk.snapshot.store, mangle),
})

/** A client that asks to compact at a revision is served as if it had named the one before. */
const oneTooFew = (message: Message): Message =>
  message.type === 'etcd/request' && message.request.call === 'compact'
    ? { ...message, request: { call: 'compact', revision: message.request.revision - 1 } }
    : message

const compactingOneTooFew = (component: Member): Member => ({
  ...component,
  receive: (memory, { from, message }, disk, entropy) =>
    component.receive(memory, { from, message: oneTooFew(message) }, disk, entropy),
})

export const planted = (defect: PlantedDefect | null, component: Member): Member => {
  switch (defect) {
    case 'revision-moves-on-empty-delete':
      return mangling(component, movesOnEmptyDelete)
    case 'transaction-over-two-revisions':
      return mangling(component, splitsTransaction)
    case 'compaction-off-by-one':
      return compactingOneTooFew(component)
    case 'watch-misses-delete':
    case 'restore-keeps-the-head':
    case null:
      return component
  }
}

export const restoredStore = (
  defect: PlantedDefect | null,
  snapshot: StoreSnapshot,
  lost: StoreSnapshot,
): StoreSnapshot =>
  defect === 'restore-keeps-the-head' ? { ...snapshot, revision: lost.revision } : snapshot
