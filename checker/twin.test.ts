/** The engine against its slow twin, on machines that nobody thought of. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { orderMachines, orderTeams } from './fixtures/order-machines.ts'
import { orderProperties, orderTeamProperties } from './fixtures/order-properties.ts'
import { propertiesFor, randomMachines } from './fixtures/random-machines.ts'
import { differencesFromTwin, differencesFromAllOrders } from './fixtures/twin.ts'
import { explore, replay } from './index.ts'

test('it finds the states, transitions, depth and verdicts that the slow twin finds', () => {
  fc.assert(
    fc.property(randomMachines, fc.nat(3), fc.nat(3), (machine, x, y) => {
      expect(differencesFromTwin(machine, propertiesFor(x, y))).toEqual([])
    }),
    { numRuns: 2_000, seed: 20261123 },
  )
})

test('every counterexample has as many faults as it says, and replays to its last state', () => {
  fc.assert(
    fc.property(randomMachines, fc.nat(3), fc.nat(3), (machine, x, y) => {
      const { verdicts } = explore(machine, propertiesFor(x, y), { faults: 2 })
      for (const { leastFaults, counterexample, ways } of verdicts) {
        if (counterexample === null) continue
        for (const { faults, trace } of ways) {
          expect(
            trace.steps
              .filter((s) => s.fault)
              .map((s) => s.action.type)
              .sort(),
          ).toEqual(faults)
          expect(faults.length).toBe(leastFaults)
          const actions = trace.steps.map((s) => s.action)
          const { trace: again, misfit } = replay(machine, [], actions, trace.initial)
          expect(misfit).toBeNull()
          expect(again.steps.at(-1)?.state).toEqual(trace.steps.at(-1)?.state)
        }
      }
    }),
    { numRuns: 300, seed: 7 },
  )
})

test('a search that is cut short never says more than the whole search', () => {
  fc.assert(
    fc.property(randomMachines, fc.nat(3), fc.nat(3), fc.nat(30), (machine, x, y, maxStates) => {
      // `once` is judged by a search of its own, which may come to its end within the bound.
      const properties = propertiesFor(x, y).filter(({ name }) => name !== 'once')
      const whole = explore(machine, properties, { faults: 1 })
      const part = explore(machine, properties, { faults: 1, maxStates })
      if (whole.stats.states <= maxStates) return void expect(part).toEqual(whole)
      expect(part.stats).toMatchObject({ end: 'max-states', states: maxStates })
      part.verdicts.forEach((v, i) => {
        if (v.kind === 'sometimes') return expect(v.verdict).not.toBe('broken')
        expect(v.verdict).not.toBe('holds')
        if (v.verdict === 'broken') expect(v.leastFaults).toBe(whole.verdicts[i]?.leastFaults)
      })
    }),
    { numRuns: 300, seed: 11 },
  )
})

test('with some orders of steps left out it says what it says of all of them, and looks at no more states', () => {
  fc.assert(
    fc.property(orderMachines, orderProperties, (machine, properties) => {
      expect(differencesFromAllOrders(machine, properties)).toEqual([])
    }),
    { numRuns: 700, seed: 20261126 },
  )
})

test('so it does where members are alike', () => {
  fc.assert(
    fc.property(orderTeams, orderTeamProperties, (machine, properties) => {
      expect(differencesFromAllOrders(machine, properties, ['symmetry'])).toEqual([])
    }),
    { numRuns: 300, seed: 20261126 },
  )
})
