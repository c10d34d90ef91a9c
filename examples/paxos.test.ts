import { expect, test } from 'vitest'
import { explore } from '../checker/index.ts'
import { paxos } from './paxos.ts'
import { readsAreExplained, someReadReturnsAValue } from './register.ts'
import type { Client } from './register.ts'

test('three servers and two clients have the states that Stateright counts, and reads are explained', () => {
  const { stats, verdicts } = explore(paxos(3, 2), [readsAreExplained(), someReadReturnsAValue()], { faults: 0, reduce: [] })
  expect([stats.states, stats.end]).toEqual([16_668, 'complete'])
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['holds', 'holds'])
})

test('a read that returns what nobody wrote, or misses what was over before it began, is not explained', () => {
  const writer: Client = { at: 'reading', seen: [0, 0], value: null }
  const isExplained = (read: Pick<Client, 'seen' | 'value'>): boolean =>
    readsAreExplained().holds({ servers: [0], network: {}, clients: [writer, { at: 'done', ...read }] })
  expect(isExplained({ seen: [0, 0], value: 1 })).toBe(true)
  expect(isExplained({ seen: [1, 0], value: 2 })).toBe(true)
  expect(isExplained({ seen: [1, 0], value: null })).toBe(false)
  expect(isExplained({ seen: [0, 0], value: 7 })).toBe(false)
})
