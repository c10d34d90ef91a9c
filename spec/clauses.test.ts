import { describe, expect, it } from 'vitest'
import type { ClauseId } from './clauses.ts'
import { clauses, findClause, isWeakening } from './clauses.ts'

const mentioned = (text: string): readonly string[] => text.match(/\b[A-Z]+-(\d+|[A-J])\b/g) ?? []

describe('clauses', () => {
  it('have ids of one form, each used once', () => {
    const ids = clauses.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((id) => !/^[A-Z]+-(\d+|[A-J])$/.test(id))).toEqual([])
  })

  it('are numbered from 1 without gaps, so that a clause that was dropped is noticed', () => {
    const numbers = new Map<string, number[]>()
    for (const { id } of clauses) {
      const [prefix = '', number = ''] = id.split('-')
      if (/^\d+$/.test(number))
        numbers.set(prefix, [...(numbers.get(prefix) ?? []), Number(number)])
    }
    for (const [prefix, used] of numbers) {
      expect([prefix, used.toSorted((a, b) => a - b)]).toEqual([prefix, used.map((_, i) => i + 1)])
    }
  })

  it('say what they mean and how they are modelled in whole sentences', () => {
    const wanting = clauses.filter(
      ({ text, modelled }) => ![text, modelled].every((s) => /^[A-Z`a-z"].*[.)]$/.test(s)),
    )
    expect(wanting.map(({ id }) => id)).toEqual([])
    expect(clauses.filter(({ text }) => text.length > 95).map(({ id }) => id)).toEqual([])
  })

  it('give a reason for what is left out', () => {
    for (const clause of clauses) {
      if (clause.status !== 'modelled') expect(clause.reason).toMatch(/\.$/)
    }
  })

  it('refer to clauses that exist', () => {
    const dangling = clauses.flatMap((clause) =>
      mentioned(`${clause.text} ${clause.modelled} ${clause.differs ?? ''}`)
        .filter((id) => findClause(id) === undefined)
        .map((id) => `${clause.id} -> ${id}`),
    )
    expect(dangling).toEqual([])
  })

  it('link to pages of a release: documentation, or source at a tag, never a moving branch', () => {
    for (const { id, source } of clauses) {
      if (source.kind !== 'upstream') continue
      expect([id, source.release]).toEqual([id, expect.stringMatching(/\d/)])
      expect([id, source.url]).toEqual([
        id,
        expect.stringMatching(/^https:\/\/[\w.-]+\/[\w./#-]+$/),
      ])
      expect([id, source.url]).not.toEqual([
        id,
        expect.stringMatching(/\/(blob|tree)\/(master|main)\//),
      ])
      const isSource = source.url.includes('/blob/')
      if (isSource && source.url.includes('/kubernetes/')) expect(source.symbol).toBeTruthy()
    }
  })

  it('tell the weakenings that Kubernetes documents from its promises', () => {
    expect(clauses.filter(({ id }) => isWeakening(id))).toHaveLength(12)
    expect(isWeakening('SCHED-2')).toBe(false)
  })

  it('make up a type: an unknown clause does not compile', () => {
    const known: ClauseId = 'SCHED-2'
    // @ts-expect-error There is no such clause.
    const unknown: ClauseId = 'SCHED-99'
    expect(findClause(known)?.text).toBe('A pod is bound once and never moves.')
    expect(findClause(unknown)).toBeUndefined()
  })

  it.each(['toString', '__proto__', ''])('are not found by the name %j', (id) => {
    expect(findClause(id)).toBeUndefined()
  })

  it('are as many as were written down', () => {
    const by = (status: string): number => clauses.filter((c) => c.status === status).length
    expect([clauses.length, by('modelled'), by('partly'), by('out-of-scope')]).toEqual([
      253, 231, 15, 7,
    ])
  })
})
