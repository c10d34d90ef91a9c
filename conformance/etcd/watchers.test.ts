import { expect, test } from 'vitest'
import type { EtcdEvents } from '../../model/etcd/messages.ts'
import { newsIn } from './documents.ts'
import { Watcher, verdictOn } from './watchers.ts'

const kv = (key: string, modRevision: number) => ({ key, value: 'x', createRevision: modRevision, modRevision, version: 1 })
const gone = (key: string, modRevision: number) => ({ key, value: '', createRevision: 0, modRevision, version: 0 })

const put = (revision: number, ...keys: readonly string[]): EtcdEvents => ({
  type: 'etcd/events',
  prefix: '',
  revision,
  events: keys.map((key) => ({ event: 'PUT', kv: kv(key, revision) })),
})

const deletion = (revision: number, key: string): EtcdEvents => ({
  ...put(revision),
  events: [{ event: 'DELETE', kv: gone(key, revision) }],
})

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const document = (told: EtcdEvents) => ({
  result: {
    header: { revision: '9' },
    events: told.events.map(({ event, kv: { key, value, createRevision, modRevision, version } }) => ({
      ...(event === 'DELETE' ? { type: event } : {}),
      kv: {
        key: base64(key),
        value: base64(value as string),
        create_revision: String(createRevision),
        mod_revision: String(modRevision),
        version: String(version),
      },
    })),
  },
})

const cancelled = (revision: number) => ({ result: { header: {}, canceled: true, compact_revision: String(revision) } })

/** A watch from revision 3 of a store at 5 that is compacted at 3, after etcd told it these documents. */
const watching = (...documents: readonly object[]): Watcher => {
  const opening = { client: 'apiserver/w1', prefix: '', startRevision: 3, head: 5, compactRevision: 3, on: 0 } as const
  const watcher = new Watcher(opening)
  for (const each of documents) watcher.take(newsIn(each))
  return watcher
}

test('events of one revision may come in any order, but all at once', () => {
  expect(verdictOn(watching(document(put(4, 'b', 'a'))), [put(4, 'a', 'b')])).toBe('agrees')
  expect(verdictOn(watching(document(put(4, 'a')), document(put(4, 'b'))), [put(4, 'a', 'b')])).toBe('differs')
})

test('what is still missing is waited for; what is too much or other differs', () => {
  expect(verdictOn(watching(document(put(4, 'a'))), [put(4, 'a'), put(5, 'a')])).toBe('waits')
  expect(verdictOn(watching(document(put(4, 'a'))), [])).toBe('differs')
  expect(verdictOn(watching(document(put(4, 'a'))), [put(4, 'b')])).toBe('differs')
})

test('a watch whose member died may have missed the end, and no more', () => {
  const watcher = watching(document(put(4, 'a')), { error: { message: 'stopped' } })
  expect(watcher.isBroken).toBe(true)
  expect(verdictOn(watcher, [put(4, 'a'), put(5, 'a')])).toBe('agrees')
  expect(verdictOn(watcher, [put(4, 'b')])).toBe('differs')
})

test('a delete at the compaction revision may be missing, for the known reason', () => {
  expect(verdictOn(watching(document(put(4, 'b'))), [deletion(3, 'a'), put(4, 'b')])).toBe('etcd-18089')
  expect(verdictOn(watching(document(put(5, 'b'))), [deletion(4, 'a'), put(5, 'b')])).toBe('differs')
})

test('a compaction may overtake a watch from the past that nothing was told yet', () => {
  expect(verdictOn(watching(cancelled(5)), [put(6, 'a')])).toBe('agrees')
  expect(verdictOn(watching(cancelled(5)), [put(4, 'a')])).toBe('differs')
})
