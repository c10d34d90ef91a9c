/**
 * `eventually` and `leadsTo`, judged after a search on the graph of free steps: what happens for ever once
 * the faults are spent. A run that ends, or a fair cycle, where the goal does not hold is a counterexample.
 */
import type { Search } from './explore.ts'
import type { Finding } from './findings.ts'
import { isLive } from './findings.ts'
import { badComponents } from './fair-cycles.ts'
import { judgeRecovery } from './recovery.ts'
import { pathTo } from './trace.ts'

/** Only levels that were completed are judged: the future of their states is known. */
export const judgeLiveness = <S>(search: Search<S>, completed: number): void => {
  const end = search.starts[completed + 1] ?? 0
  const { findings } = search
  for (const finding of findings.all) {
    if (!isLive(finding.property.kind) || end === 0) continue
    if (findings.graph.widest <= 1 && finding.property.kind === 'eventually') {
      judgeRecovery(search, finding, end)
    } else {
      judgeFairCycles(search, finding, end)
    }
  }
}

const levelOf = <S>(search: Search<S>, state: number): number => {
  let level = 0
  while ((search.starts[level + 1] ?? Infinity) <= state) level += 1
  return level
}

const judgeFairCycles = <S>(search: Search<S>, finding: Finding<S>, end: number): void => {
  const bad = badComponents(search, finding, end)
  for (const { entry, loop, stem } of bad) {
    const path = stem ?? pathTo(search.space, entry)
    const loopStart = loop.length === 0 ? undefined : path.length - 1
    const cycle = loop.length === 0 ? [] : [...loop.slice(1), entry]
    search.findings.addWay(finding, levelOf(search, entry), [...path, ...cycle], loopStart)
  }
}
