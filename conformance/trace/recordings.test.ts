/** Recordings of a real control plane: admitted as they are, refused where they were tampered with. */
import { describe, expect, test } from 'vitest'
import type { Changed, Doctored } from './doctor/tools.ts'
import { changes, without } from './doctor/tools.ts'
import { WAYS } from './doctor/ways.ts'
import { recordingIn } from './subjects.ts'
import { judge } from './verdict.ts'

const FOLDER = 'conformance/trace/fixtures'

/** The quickest to judge first: each way of doctoring takes the first that offers what it needs. */
const RECORDINGS: readonly (readonly [name: string, story: string])[] = [
  ['01a', 'a bare pod from creation to graceful deletion'],
  ['24a', 'taints put by the user'],
  ['10r', 'a real kubelet that crashes in the middle of a start'],
  ['08a', 'a machine crash: Unknown, taints, eviction, replacement, return'],
  ['06a', 'a replication controller that scales, adopts and releases'],
  ['07a', 'a service whose pods become ready, unready and go'],
  ['03a', 'a deployment scaled up, down and to nothing'],
  ['04a', 'a rolling update'],
]

const recordings = RECORDINGS.map(([name]) => recordingIn(`${FOLDER}/${name}.jsonl.gz`))

describe('what a real control plane did is admitted', () => {
  test.each(RECORDINGS.map(([name, story], i) => ({ name, story, recording: recordings[i] })))(
    '$name: $story',
    ({ recording }) => {
      if (recording === undefined) throw new Error('no such recording')
      const verdict = judge(recording)
      expect(verdict.refusal).toBeNull()
      expect(verdict.verdict).toBe('admitted')
      expect(verdict.explained).toBeGreaterThan(20)
      expect(verdict.explained + verdict.taken).toBe(verdict.events)
    },
  )
})

/** The first recording that can be doctored in this way. */
const doctoredBy = (name: string): Doctored | undefined => {
  const way = WAYS[name]
  for (const recording of recordings) {
    const doctored = way?.(recording) ?? null
    if (doctored !== null) return doctored
  }
  return undefined
}

describe('what no control plane could have done is refused, and where it was not done', () => {
  test.each(Object.keys(WAYS))('%s', (name) => {
    const doctored = doctoredBy(name)
    if (doctored === undefined) throw new Error(`no recording can be doctored by ${name}`)
    const { verdict, refusal } = judge(doctored.recording)
    expect(verdict).toBe('not admitted')
    expect(refusal?.objections.length).toBeGreaterThan(0)
    if (doctored.revision !== null) expect(refusal?.revision).toBe(doctored.revision)
  })
})

/** Whether the API server marks a pod with grace 0 before it removes it is the one thing that the model leaves open. */
const isHalfRemoval = ({ object }: Changed): boolean => object.metadata.deletionGracePeriodSeconds === 0

test('no change of a pod can be left out', () => {
  const [simplest] = recordings
  if (simplest === undefined) throw new Error('no such recording')
  const present = changes(simplest, 'pods').filter((change) => !isHalfRemoval(change))
  const missed = present.filter((change) => judge(without(simplest, change)).refusal === null)
  expect(present.length).toBeGreaterThan(8)
  expect(missed.map(({ line }) => line)).toEqual([])
})
