/** What a scheduler does, according to Kubernetes' own tests (v1.36.2) and to a real one (1.26.5). */
import { expect, test } from 'vitest'
import { agreementOf } from '../agreement.ts'
import { areHere, titled } from '../data.ts'
import { STANDARD, subjectsIn } from './subjects.ts'

const compared = areHere ? subjectsIn(STANDARD) : []

for (const { subject, outcomes } of compared) {
  test(`${subject.component}: each case agrees, or says why it cannot be compared`, () => {
    const agreement = agreementOf(subject, outcomes)
    expect(agreement.differed).toEqual([])
    expect(agreement.agreed).toBeGreaterThan(agreement.cases * 0.95)
  })
}

test.skipIf(!areHere)(titled('all of the cases that are known are compared'), () => {
  expect(compared.map(({ outcomes }) => outcomes.length)).toEqual([215, 16, 300])
})
