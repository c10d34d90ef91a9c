/** The recordings that the model is held against, and what comes of it: as they are, and tampered with. */
import { existsSync, readdirSync } from 'node:fs'
import { readSources } from '../../cli/input/source.ts'
import { textOf } from '../../cli/input/text.ts'
import type { Outcome, Subject } from '../agreement.ts'
import type { Compared } from '../command.ts'
import { FOLDER } from '../data.ts'
import { WAYS } from './doctor/ways.ts'
import type { Way } from './doctor/tools.ts'
import { readRecording } from './read.ts'
import type { Recording } from './recording.ts'
import type { Verdict } from './verdict.ts'
import { judge } from './verdict.ts'

const REAL = { against: 'recordings of a real control plane under faults', version: '1.26.5' }

const ADMITTED: Subject = { name: 'trace-admitted', component: 'whole cluster: recorded runs are admitted', ...REAL }
const REFUSED: Subject = { name: 'trace-refused', component: 'whole cluster: doctored runs are refused', ...REAL }

const isRecording = (file: string): boolean =>
  /\.jsonl(\.gz)?$/.test(file) && !/-cri-calls\.|^sched-verdicts/.test(file)

const recordingsIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter(isRecording)
        .sort()
        .map((file) => `${folder}/${file}`)
    : []

export const STANDARD: readonly string[] = [
  ...recordingsIn(`${FOLDER}/traces/faults`),
  ...recordingsIn(`${FOLDER}/traces`),
]

export const recordingIn = (file: string): Recording => {
  const [source] = readSources([file])
  if (source === undefined) throw new Error(`${file} was not read`)
  return readRecording(file, textOf(source))
}

const refusalText = ({ refusal }: Verdict): string =>
  refusal === null
    ? 'admitted'
    : `line ${refusal.line}, revision ${refusal.revision}, ${refusal.what}: ${refusal.objections.join('; ')}`

const admission = (recording: Recording): Outcome => {
  const verdict = judge(recording)
  const what = recording.file
  switch (verdict.verdict) {
    case 'admitted':
      return { what, is: 'agreed' }
    case 'not admitted':
      return { what, is: 'differed', reason: null, how: refusalText(verdict) }
    case 'undecided':
      return { what, is: 'skipped', reason: verdict.notes.join('; ') }
  }
}

/** undefined: this recording offers nothing to tamper with in this way. */
const refusal = (name: string, way: Way, recording: Recording): Outcome | undefined => {
  const doctored = way(recording)
  if (doctored === null) return undefined
  const verdict = judge(doctored.recording)
  const what = `${recording.file} ${name}`
  const isThere = doctored.revision === null || verdict.refusal?.revision === doctored.revision
  return verdict.refusal !== null && isThere
    ? { what, is: 'agreed' }
    : {
        what,
        is: 'differed',
        reason: null,
        how: `to be refused at revision ${doctored.revision ?? 'the end'}: ${refusalText(verdict)}`,
      }
}

/** Each way is tried on so many recordings: more would show the same again. */
const TRIES = 3

const refusals = (recordings: readonly Recording[]): readonly Outcome[] =>
  Object.entries(WAYS).flatMap(([name, way]) => {
    const found: Outcome[] = []
    for (const recording of recordings) {
      if (found.length === TRIES) break
      const outcome = refusal(name, way, recording)
      if (outcome !== undefined) found.push(outcome)
    }
    const none: Outcome = { what: name, is: 'skipped', reason: 'none of these recordings can be doctored in this way' }
    return found.length === 0 ? [none] : found
  })

/** What cannot be doctored soundly: a recording that is not admitted as it is, or does not tell who wrote what. */
export const subjectsIn = (files: readonly string[]): readonly Compared[] => {
  const recordings = files.map(recordingIn)
  const outcomes = recordings.map(admission)
  const sound = recordings.filter(
    ({ lines }, i) => outcomes[i]?.is === 'agreed' && lines.some(({ kind }) => kind === 'request'),
  )
  return [
    { subject: ADMITTED, outcomes },
    { subject: REFUSED, outcomes: refusals(sound) },
  ]
}
