import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { architectureMermaid, clauses, edges, isAllowed, missingBefore, protocolMermaid } from './index.ts'

const notes = readFileSync(new URL('./kubernetes-notes.md', import.meta.url), 'utf8')
const quotes = clauses.flatMap(({ source }) => (source.kind === 'notes' ? [source.quote] : []))

/** Lines of the notes that claim something: bullets, callouts, descriptions, edges and steps of the diagrams. */
const claims = notes
  .split('\n')
  .map((line) => line.replace(/^[\s>-]+/, '').trim())
  .filter((line) => line !== '' && !/^(#|\[!|```|---|flowchart|subgraph|direction|end$|%%)/.test(line))
  .filter((line) => !/^(ETCD|API|Scheduler|Controller_Manager|Kubelet_\d|Proxy_\d|Runtime_\d)\[/.test(line))

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim()

test('every sentence, edge and step of the notes is quoted by a clause', () => {
  const unquoted = claims.filter((line) => !quotes.some((quote) => plain(line).includes(plain(quote)) || plain(quote).includes(plain(line))))
  expect(unquoted).toEqual([])
})

test('every quote is in the notes, word for word', () => {
  expect(quotes.filter((quote) => !plain(notes).includes(plain(quote)))).toEqual([])
})

test('ids are unique', () => {
  expect(new Set(clauses.map(({ id }) => id)).size).toBe(clauses.length)
})

test('edges cite clauses that exist', () => {
  const ids = new Set<string>(clauses.map(({ id }) => id))
  expect(edges.filter(({ clause }) => !ids.has(clause))).toEqual([])
})

test('only API servers and members talk to etcd', () => {
  expect(isAllowed('apiserver/1', 'etcd/1', 'etcd/request')).toBe(true)
  expect(isAllowed('etcd/2', 'etcd/1', 'raft/append')).toBe(true)
  for (const from of ['scheduler/1', 'kubelet/n1', 'kubectl/user', 'kube-proxy/n1']) {
    expect(isAllowed(from, 'etcd/1', 'etcd/request')).toBe(false)
  }
})

test('a step needs the steps before it', () => {
  expect(missingBefore(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'], 'I')).toEqual([])
  expect(missingBefore(['A', 'B', 'C', 'D'], 'F')).toEqual(['E'])
})

const arrows = (text: string): string[] => [...text.matchAll(/(\w+) --> (\w+)/g)].map(([edge]) => edge).sort()

test('the drawn diagrams have the edges of the notes', () => {
  const drawn = [...arrows(architectureMermaid()), ...arrows(protocolMermaid())].sort()
  expect(drawn).toEqual(arrows(notes))
})
