import { expect, test } from 'vitest'
import { DEFECTS } from '../model/defects.ts'
import { DEFECT_STORIES } from '../properties/defects.ts'
import { hunt } from '../cli/hunt.ts'
import { DEFECT_SCENARIOS } from './defects.ts'

test('every historic defect has a story, and at least fifteen have a scenario', () => {
  expect(Object.keys(DEFECT_STORIES).sort()).toEqual([...DEFECTS].sort())
  expect(DEFECT_SCENARIOS.length).toBeGreaterThanOrEqual(15)
})

test.each(DEFECT_SCENARIOS.map((scenario) => [scenario.defect, scenario] as const))(
  'finds %s by exploring, and by sampling from two seeds that end in the same run',
  (_defect, scenario) => {
    const { byExploring, bySampling, isSameRun, holdsWithout, explanation } = hunt(scenario)
    expect({ byExploring, bySampling, isSameRun, holdsWithout }).toEqual({
      byExploring: true,
      bySampling: true,
      isSameRun: true,
      holdsWithout: true,
    })
    expect(explanation).not.toBe('')
  },
)
