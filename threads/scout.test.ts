/** A scout in a real thread: the search finds what it finds without, and goes on alone where the thread is of no use. */
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { builtProgram } from '../cli/fixtures/command-line.ts'
import { runScript } from './fixtures/in-threads.ts'

/** Counts up to 60, and is thrown back by faults to where nobody was. */
const MACHINE = `
  const machine = {
    name: 'steps',
    initial: [{ at: 0, was: 0 }],
    rules: [
      { name: 'up', remember: 'never', next: (s) => (
        s.at < 60 ? [{ action: { type: 'up' }, writes: { at: s.at + 1 }, duration: 1 }] : []
      ) },
      { name: 'back', fault: true, remember: 'never', next: (s) => [1, 2, 3, 4].map((by) => (
        { action: { type: 'back', by }, writes: { at: 0, was: 5 * s.at + by } }
      )) },
    ],
  }`

/**
 * What a search says without a scout, and with one whose thread runs this, after the machine was made. The search waits so
 * many hundredths of a second for it to begin.
 */
const said = (thread: string, patience: number) => {
  const dist = dirname(dirname(builtProgram()))
  const entry = `
    import { workerData } from 'node:worker_threads'
    import { runScout } from ${JSON.stringify(pathToFileURL(join(dist, 'threads/index.js')))}
    ${MACHINE}
    ${thread}`
  const { status, stdout, stderr } = runScript(`
    import { isDeepStrictEqual } from 'node:util'
    import { explore as exploreAlone } from ${JSON.stringify(join(dist, 'checker/index.js'))}
    import { scoutThread } from ${JSON.stringify(join(dist, 'threads/index.js'))}
    ${MACHINE}
    const { begin } = scoutThread({
      entry: new URL('data:text/javascript,' + encodeURIComponent(${JSON.stringify(entry)})),
      data: null,
      faults: 1,
      limits: {},
      isOver: () => false,
    })
    const asleep = new Int32Array(new SharedArrayBuffer(4))
    const begun = () => {
      const scout = begin()
      for (let left = ${patience}; left > 0 && scout.begins(0) > 60; left -= 1) Atomics.wait(asleep, 0, 0, 10)
      return scout
    }
    const scouts = { from: 1, begin: begun }
    const far = { name: 'far', kind: 'always', clause: 'c', holds: (s) => s.at < 60 || s.was < 290, explain: () => ['far'] }
    const [alone, helped] = [{}, { scouts }].map((more) => exploreAlone(machine, [far], { faults: 1, ...more }))
    const { workers, ...stats } = helped.stats
    const isSame = isDeepStrictEqual({ ...helped, stats }, alone)
    console.log(JSON.stringify({ isSame, states: stats.states, verdict: helped.verdicts[0].verdict, workers }))
  `)
  return { status, stderr, said: stdout === '' ? null : JSON.parse(stdout) }
}

const ALL = { isSame: true, states: 14_945, verdict: 'broken' }

test('it is told what was found ahead, and tells the same', () => {
  expect(said('runScout(machine, workerData)', 2_000)).toEqual({ status: 0, stderr: '', said: { ...ALL, workers: 2 } })
})

test('a thread that fails is of no use, and does no harm', () => {
  expect(said(`throw new Error('it cannot even begin')`, 10)).toEqual({ status: 0, stderr: '', said: { ...ALL, workers: 1 } })
})
