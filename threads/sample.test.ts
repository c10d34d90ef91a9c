/** Real threads make runs: they find what one thread finds, and tell what goes wrong. */
import { expect, test } from 'vitest'
import { sample } from './index.ts'
import { runScript } from './fixtures/in-threads.ts'

/** A module that a thread can import by its text. */
const moduleOf = (code: string): string => `new URL('data:text/javascript,' + encodeURIComponent(${JSON.stringify(code)}))`

/** Three steps in any order; what is lost twice is never done. */
const SUBJECT = `export const subject = ({ bound }) => ({
  machine: {
    name: 'parcels',
    initial: [{ sent: 0, lost: 0 }],
    rules: [
      { name: 'send', next: (s) => (s.sent < 9 ? [{ action: { type: 'send' }, writes: { sent: s.sent + 1 } }] : []) },
      { name: 'lose', fault: true, next: (s) => [{ action: { type: 'lose' }, writes: { lost: s.lost + 1 } }] },
    ],
  },
  properties: [
    { name: 'few-are-lost', kind: 'always', clause: 'c', holds: (s) => s.lost < bound, explain: () => ['they are many'] },
    { name: 'all-are-sent', kind: 'sometimes', clause: 'c', holds: (s) => s.sent === 9 },
  ],
})`

const OPTIONS = `{ runs: 400, seed: 'a', faults: 3, maxSteps: 50 }`

test('two and three threads find what one finds', () => {
  const { status, stdout, stderr } = runScript(`
    import { isDeepStrictEqual } from 'node:util'
    const source = { module: ${moduleOf(SUBJECT)}, data: { bound: 2 } }
    const all = []
    for (const workers of [1, 2, 3]) all.push(await sample(source, { ...${OPTIONS}, workers }))
    const alike = ({ verdicts, stats: { workers, ...stats } }) => ({ verdicts, stats })
    console.log(JSON.stringify({
      threads: all.map(({ stats }) => stats.workers ?? 1),
      runs: all.map(({ stats }) => stats.runs),
      verdicts: all[1].verdicts.map(({ verdict, leastFaults }) => [verdict, leastFaults]),
      isSame: all.every((one) => isDeepStrictEqual(alike(one), alike(all[0]))),
    }))
  `)
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({
    threads: [1, 2, 3],
    runs: [400, 400, 400],
    verdicts: [['broken', 2], ['holds', null]],
    isSame: true,
  })
  expect(status).toBe(0)
})

test('an error in a rule of another thread is one of the caller', () => {
  const broken = SUBJECT.replace('(s.sent < 9 ?', `((() => { if (s.sent > 5) throw new Error('it fell down') })(), s.sent < 9 ?`)
  const { status, stderr } = runScript(`await sample({ module: ${moduleOf(broken)}, data: { bound: 2 } }, ${OPTIONS})`)
  expect(stderr).toContain('it fell down')
  expect(status).toBe(1)
})

const options = { runs: 1, seed: 'a', faults: 0, maxSteps: 1 }
const source = (code: string) => ({ module: new URL(`data:text/javascript,${encodeURIComponent(code)}`) })

test('what cannot be shared out is refused with the reason', async () => {
  await expect(sample(source('export const subject = 1'), options)).rejects.toThrow('exports no function `subject`')
  await expect(sample(source(''), { ...options, workers: 0 })).rejects.toThrow('0 workers is no whole number from 1')
  const twins = SUBJECT.replace('all-are-sent', 'few-are-lost')
  const data = { bound: 2 }
  await expect(sample({ ...source(twins), data }, options)).rejects.toThrow('two properties are called few-are-lost')
})
