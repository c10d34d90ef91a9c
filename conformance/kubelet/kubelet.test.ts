/** What a kubelet does, and the rules of controllers, according to Kubernetes' own tests and to a real kubelet. */
import { expect, test } from 'vitest'
import { agreementOf, exitStatus } from '../agreement.ts'
import { areHere, titled } from '../data.ts'
import { STANDARD, subjectsIn } from './subjects.ts'

const compared = areHere ? subjectsIn(STANDARD) : []

for (const { subject, outcomes } of compared) {
  test(`${subject.component}: each case agrees, or says why it does not`, () => {
    const agreement = agreementOf(subject, outcomes)
    expect(exitStatus([agreement]), JSON.stringify(agreement.differed)).toBe(0)
    expect(agreement.agreed).toBeGreaterThan((agreement.cases - agreement.skipped.length) * 0.95)
  })
}

test.skipIf(!areHere)(titled('all of the cases that are known are compared'), () => {
  expect(compared.map(({ outcomes }) => outcomes.length)).toEqual([94, 45, 114])
})
