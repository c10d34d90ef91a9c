import { describe, expect, it } from 'vitest'
import { breachOf, follows, isComplete, missingBefore } from './follows.ts'
import type { StepId } from './protocol.ts'
import { STEP_IDS, protocol, protocolEdges } from './protocol.ts'

const isStep = (letter: string): letter is StepId => STEP_IDS.some((id) => id === letter)
const steps = (letters: string): readonly StepId[] => [...letters].filter(isStep)

/** Where a history first goes wrong; null: nowhere. */
const firstBreach = (letters: string, observed: readonly StepId[] = STEP_IDS): string | null => {
  const all = steps(letters)
  for (const [index, next] of all.entries()) {
    const breach = breachOf(all.slice(0, index), next, observed)
    if (breach !== null) return breach
  }
  return null
}

describe('the pod-creation protocol', () => {
  it('is followed by the way that the notes draw, both passes through B and the return', () => {
    expect(firstBreach('ABCDEFGBHIJB')).toBeNull()
    expect(isComplete(steps('ABCDEFGBHIJ'))).toBe(true)
    expect(isComplete(steps('ABCDEFGBHI'))).toBe(false)
  })

  it.each([
    ['a request that is sent again', 'ABABCDEFGBHIJB'],
    ['a scheduler that lists again', 'ABCDEEFGBHIJB'],
    ['a binding that is tried again', 'ABCDEFFGBHIJB'],
    ['a kubelet that lists again', 'ABCDEFGBHIJBHJB'],
    ['status upon status', 'ABCDEFGBHIJBCJBCJB'],
    ['a status before the containers run', 'ABCDEFGBHJBIJB'],
    ['a container that is started again', 'ABCDEFGBHIJBIJB'],
    ['a pod that changes while it waits', 'ABCDEABCDFGBHIJB'],
  ])('allows %s', (_, letters) => {
    expect(firstBreach(letters)).toBeNull()
  })

  it.each([
    ['ABDEFG', 'step D came without C'],
    ['ABCD' + 'F', 'step F came without E'],
    ['ABCDEG', 'step G came without F'],
    ['ABCDEFGHI', 'step H came without B after G'],
    ['ABCDEFGBIJ', 'step I came without H'],
    ['ABB', 'step B came again without another A or G or J'],
    ['ABCC', 'step C came again without another B'],
    ['ABCDD', 'step D came again without another C'],
    ['ABCDEFGBCD', 'step D came after G'],
    ['J', 'step J came without G and H'],
    ['B', 'step B came without A'],
  ])('%s: %s', (letters, breach) => {
    expect(firstBreach(letters)).toBe(breach)
  })

  it('takes for granted what cannot be observed', () => {
    const seen = steps('DEFGHIJ')
    expect(firstBreach('DEFGHIJ', seen)).toBeNull()
    expect(firstBreach('DDEFGHJIJ', seen)).toBeNull()
    expect(firstBreach('DEFHI', seen)).toBe('step H came without G')
    expect(isComplete(seen, seen)).toBe(true)
    expect(missingBefore(steps('D'), 'F', seen)).toEqual(['E'])
    expect(follows(steps('DE'), 'F', seen)).toBe(true)
  })

  it('never lets a step come that some history with it could not have led to', () => {
    const grow = (history: string, depth: number): readonly string[] =>
      depth === 0
        ? [history]
        : STEP_IDS.filter((id) => follows(steps(history), id)).flatMap((id) => [
            history,
            ...grow(history + id, depth - 1),
          ])
    const histories = new Set(grow('', 9))
    const order = 'ABCDEFGHI'
    for (const history of histories) {
      const firsts = [...order].map((id) => history.indexOf(id)).filter((at) => at >= 0)
      expect(firsts).toEqual(firsts.toSorted((a, b) => a - b))
    }
    expect(histories.has('ABCDEFGBH')).toBe(true)
  })

  it('quotes the notes and names arrows between its steps only', () => {
    expect(protocol.map(({ id }) => id).join('')).toBe('ABCDEFGHIJ')
    expect(protocol.map(({ id, clause }) => clause === `PROTO-${id}`)).not.toContain(false)
    expect(protocolEdges.every(({ from, to }) => isStep(from) && isStep(to))).toBe(true)
  })
})
