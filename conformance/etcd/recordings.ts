/** Recorded answers of a real etcd, probe by probe, beside those of the reducer. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import { InputError } from '../../cli/input/problem.ts'
import { canonical } from '../../model/same.ts'
import { freshDisk } from '../../model/etcd/restore.ts'
import type { Outcome } from '../agreement.ts'
import { requestOf } from './calls.ts'
import { expectedOf } from './compare.ts'
import { answerIn, classOf } from './documents.ts'
import { PROBES } from './probes.ts'
import type { Probe } from './probes.ts'
import type { Told } from './twin.ts'
import { Twin } from './twin.ts'

const refusal = z.union([z.object({ j: z.object({ error: z.string() }) }), z.object({ err: z.object({ error: z.string() }) })])
const wrapped = z.object({ status: z.literal(200), j: z.unknown() })
const news = z.array(
  z.object({
    events: z.array(z.array(z.string().nullable())).default([]),
    compact_revision: z.string().optional(),
  }),
)

interface Recorded {
  readonly file: string
  readonly line: number
  readonly heading: string
  readonly text: string
}

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new InputError([{ file, text: `cannot be read: ${why}; give a recording such as etcd-3.4.23-semantics-1.txt` }])
  }
}

const HEADING = '## '

const recordedIn = (file: string): readonly Recorded[] => {
  const lines = textOf(file).split('\n')
  const starts = lines.flatMap((line, i) => (line.startsWith(HEADING) ? [i] : []))
  if (starts.length === 0) {
    throw new InputError([{ file, text: `has no line that begins with "${HEADING}"; give a recording of probes` }])
  }
  return starts.map((start, i) => ({
    file,
    line: start + 2,
    heading: (lines[start] ?? '').slice(HEADING.length),
    text: lines.slice(start + 1, starts[i + 1]).join('\n').trim(),
  }))
}

/** As recordings print events: kind, key, revisions, version, value, what was there before. */
const eventsOf = (told: readonly Told[]): readonly unknown[] =>
  told.flatMap((message): readonly unknown[] => {
    if (message.type === 'etcd/canceled') return [`compacted at ${message.compactRevision}`]
    return message.events.map(({ event, kv, previous }) => [
      event,
      kv.key,
      String(kv.modRevision),
      ...(event === 'PUT' ? [String(kv.createRevision), String(kv.version), kv.value === '' ? null : kv.value] : [null, null, null]),
      previous === undefined ? null : `prev=${String(previous.value)}@${previous.modRevision}`,
    ])
  })

const recordedEvents = (document: unknown): readonly unknown[] =>
  news.parse(document).flatMap(({ events, compact_revision }) => [
    ...events,
    ...(compact_revision === undefined ? [] : [`compacted at ${compact_revision}`]),
  ])

const recordedAnswer = (probe: Extract<Probe, { call: unknown }>, document: unknown): unknown => {
  const refused = refusal.safeParse(document)
  if (refused.success) return { error: classOf('j' in refused.data ? refused.data.j.error : refused.data.err.error) }
  const { success, data } = wrapped.safeParse(document)
  return answerIn(requestOf(probe.call).path, probe.call, success ? data.j : document)
}

/** What etcd said, and what the reducer says. */
const bothSides = (twin: Twin, probe: Probe, document: unknown): readonly [unknown, unknown] => {
  for (const call of probe.before ?? []) twin.call(call, 0)
  if ('watch' in probe) {
    const client = `apiserver/${probe.watch}${probe.from}` as const
    twin.watch(client, probe.watch, probe.from, 0)
    for (const call of probe.after ?? []) twin.call(call, 0)
    return [recordedEvents(document), eventsOf(twin.toldTo(client))]
  }
  const said = twin.call(probe.call, 0)
  if (said === null) return [recordedAnswer(probe, document), null]
  // Some answers were recorded without their header.
  if (!JSON.stringify(document).includes('"header"') && said.error === undefined) {
    return [z.object({ succeeded: z.boolean() }).parse(document), { succeeded: said.succeeded }]
  }
  return [recordedAnswer(probe, document), expectedOf(probe.call, {}, said)]
}

const comparedWith = (twin: Twin, probe: Probe, { file, line, text }: Recorded): readonly [string, string] => {
  try {
    const [etcd, reducer] = bothSides(twin, probe, JSON.parse(text))
    return [canonical(etcd), canonical(reducer)]
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error
    throw new InputError([{ file, line, text: 'is not what etcd answers to such a probe; give it as etcd printed it, in one line' }])
  }
}

const SKIPPED = 'not a question to the store: processes, timing, or what is not modelled'

const outcomeOf = (twin: Twin, recorded: Recorded): Outcome => {
  const { file, heading } = recorded
  const what = `${basename(file)}: ${heading}`
  const probe = Object.hasOwn(PROBES, heading) ? PROBES[heading] : undefined
  if (probe === undefined) return { what, is: 'skipped', reason: SKIPPED }
  const [etcd, reducer] = comparedWith(twin, probe, recorded)
  return etcd === reducer ? { what, is: 'agreed' } : { what, is: 'differed', reason: null, how: `etcd ${etcd}, the reducer ${reducer}` }
}

/** Each recording begins with an empty cluster. */
export const compareRecording = (file: string): readonly Outcome[] => {
  const twin = Twin.holding(freshDisk.snapshot.store, 1, 0, null)
  return recordedIn(file).map((recorded) => outcomeOf(twin, recorded))
}
