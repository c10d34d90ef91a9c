import { expect, test } from 'vitest'
import type { Outcome } from './agreement.ts'
import { agreementOf, agreementSchema, byReason, closingLine, exitStatus } from './agreement.ts'

const SUBJECT = { name: 'a-thing', component: 'a thing', against: 'the real one', version: 'v1' }
const AGREED: Outcome = { what: 'one', is: 'agreed' }
const SKIPPED: Outcome = { what: 'two', is: 'skipped', reason: 'it needs a device' }
const differed = (reason: string | null): Outcome => ({ what: 'three', is: 'differed', reason, how: '1, not 2' })

test('every case is agreed, differed or skipped, and the closing line counts all subjects', () => {
  const agreement = agreementOf(SUBJECT, [AGREED, SKIPPED, differed('known')])
  expect(agreement).toMatchObject({ cases: 3, agreed: 1, differed: [{ what: 'three' }], skipped: [{ what: 'two' }] })
  expect(closingLine([agreement, agreement])).toBe('agreed 2, differed 2, skipped 2')
})

test('only a difference without a written reason fails the command', () => {
  expect(exitStatus([agreementOf(SUBJECT, [AGREED, SKIPPED, differed('known')])])).toBe(0)
  expect(exitStatus([agreementOf(SUBJECT, [AGREED]), agreementOf(SUBJECT, [AGREED, differed(null)])])).toBe(1)
})

test('a command that compared nothing fails', () => {
  expect(exitStatus([])).toBe(1)
  expect(exitStatus([agreementOf(SUBJECT, [SKIPPED])])).toBe(1)
})

test('notes of one reason are told together', () => {
  const { differed: notes } = agreementOf(SUBJECT, [differed('a'), differed(null), differed('a')])
  expect(byReason(notes).map(({ reason, whats }) => [reason, whats.length])).toEqual([
    ['a', 2],
    ['no reason is known', 1],
  ])
})

test('a record that was written can be read again', () => {
  const agreement = agreementOf(SUBJECT, [AGREED, SKIPPED, differed(null)])
  expect(agreementSchema.parse(JSON.parse(JSON.stringify(agreement)))).toEqual(agreement)
})
