/** A recording of watch events, and the audit log of the same cluster: together they tell who wrote what. */
import { InputError } from '../../cli/input/problem.ts'
import { readRecording } from './read.ts'
import type { EventLine, Recording, RequestLine } from './recording.ts'

/**
 * The watch has no clock that the log shares: a request counts as sent before every change that it may have
 * made, and is found by the revision in its answer, or by what it is about.
 */
const untimed = (line: RequestLine): RequestLine => ({ ...line, received: null, t: null })

/** Throws InputError where the log is none, or is of another cluster. */
export const readAuditOf = (recording: Recording, file: string, text: string): Recording => {
  const requests = readRecording(file, text).lines.filter((line) => line.kind === 'request')
  const problem = (what: string): InputError => new InputError([{ file, text: what }])
  if (requests.length === 0) throw problem('holds no write requests; give an audit log (audit.k8s.io/v1)')
  const told = new Set(recording.lines.filter((line): line is EventLine => line.kind === 'event').map(placeOf))
  const isOurs = requests.some(({ resource, revision }) => told.has(`${resource}@${revision ?? ''}`))
  if (!isOurs) throw problem('knows none of the recorded changes; give the audit log of the same cluster')
  return {
    ...recording,
    title: `${recording.title}, with the requests of ${file}`,
    lines: [...recording.lines, ...requests.map(untimed)],
  }
}

const placeOf = ({ resource, revision }: EventLine): string => `${resource}@${revision}`
