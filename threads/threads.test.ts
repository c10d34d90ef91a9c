/** Real threads: they find what one thread finds, and whatever happens, the process ends. */
import { expect, test } from 'vitest'
import { runScript } from './fixtures/in-threads.ts'

test('two threads tell of a reference model what one tells, runs included', () => {
  const script = `
    import { isDeepStrictEqual } from 'node:util'
    const [one, two] = [1, 2].map((workers) =>
      benchModels.L5.use((machine, properties) => {
        const done = { name: 'all-is-done', kind: 'sometimes', clause: 'c', holds: (s) => s.bk === 0 && s.bn === 0 && s.be === 0 }
        return explore(machine, [...properties, done], { faults: 0, reduce: [], workers })
      }),
    )
    const threads = [one.stats.workers ?? 1, two.stats.workers ?? 1]
    const alike = ({ verdicts, stats: { bytes, workers, ...stats } }) => ({ verdicts, stats })
    console.log(JSON.stringify({ threads, states: two.stats.states, isSame: isDeepStrictEqual(alike(one), alike(two)) }))
  `
  const { status, stdout, stderr } = runScript(script)
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({ threads: [1, 2], states: 89_700, isSame: true })
  expect(status).toBe(0)
})

test('a search that is stopped or cut short leaves no thread behind', () => {
  const script = `
    const end = (options) => benchModels.L5.use((machine, properties) => {
      const { stats } = explore(machine, properties, { faults: 0, reduce: [], workers: 2, ...options })
      return [stats.end, stats.workers, stats.states === (options.maxStates ?? stats.states)]
    })
    let left = 1200
    console.log(JSON.stringify([
      end({ maxStates: 50_000 }),
      end({ shouldStop: () => (left-- > 0 ? null : 'interrupted') }),
    ]))
  `
  const { status, stdout } = runScript(script)
  expect(JSON.parse(stdout)).toEqual([
    ['max-states', 2, true],
    ['interrupted', 2, true],
  ])
  expect(status).toBe(0)
})

test('an error in a rule ends the process', () => {
  const script = `
    const step = (key) => ({
      name: key,
      next: (s) => {
        if (s.a === 190) throw new Error('a rule gave up')
        return [{ action: { type: key }, writes: { [key]: s[key] + 1 } }]
      },
    })
    const machine = { name: 'grows', initial: [{ a: 0, b: 0, c: 0 }], rules: [step('a'), step('b')] }
    explore(machine, [], { faults: 0, workers: 2 })
  `
  const { status, stderr } = runScript(script)
  expect(stderr).toContain('a rule gave up')
  expect(status).toBe(1)
})
