/** What is known of the properties, and where the search stands. */
import type { Finding, FoundWay } from '../findings.ts'
import type { Search } from '../search.ts'
import type { LevelStats } from '../verdict.ts'
import type { Part } from './part.ts'
import type { Position } from './position.ts'
import type { RecordReader, RecordWriter } from './record.ts'

interface Small {
  readonly position: Position
  readonly levels: readonly LevelStats[]
  readonly starts: readonly number[]
  readonly faultSets: readonly (readonly string[])[]
  readonly findings: readonly SmallFinding[]
}

interface SmallFinding {
  /** Slots that its predicates looked at: only a change of these is judged. */
  readonly looksAt: readonly (readonly number[])[]
  readonly isReached: boolean
  readonly reachedIn: number | null
  /** Those that are new. */
  readonly ways: readonly FoundWay[]
}

export class FindingsPart<S> implements Part {
  readonly #search: Search<S>
  #states = 0
  #faultSets: number
  #ways: readonly number[]
  #position: Position

  constructor(search: Search<S>) {
    this.#search = search
    this.#faultSets = search.findings.faultSets.size
    this.#ways = search.findings.all.map(() => 0)
    this.#position = search.position
  }

  write(out: RecordWriter): void {
    const { findings, levels, starts, position, space } = this.#search
    const small: Small = {
      position,
      levels,
      starts,
      faultSets: findings.faultSets.since(this.#faultSets),
      findings: findings.all.map((finding, i) => smallOf(finding, this.#ways[i] ?? 0)),
    }
    out.json(small)
    const faultless = position.level === 0 ? space.size : this.#states
    out.numbers(findings.faultsOf.slice(faultless, space.size))
    // Later marks on states only save the question whether standing still breaks a step property.
    for (const { marked, obliged } of findings.all) {
      out.numbers(marked.slice(this.#states, space.size))
      out.numbers(obliged.slice(this.#states, space.size))
    }
    this.#mark(position)
  }

  restore(from: RecordReader): void {
    const { findings, levels, starts, space } = this.#search
    const small = from.json<Small>()
    levels.splice(0, levels.length, ...small.levels)
    starts.splice(0, starts.length, ...small.starts)
    findings.faultSets.restore(small.faultSets)
    const faults = from.ints()
    findings.faultsOf.put(space.size - faults.length, faults)
    findings.all.forEach((finding, i) => {
      const known = small.findings[i]
      if (known !== undefined) restoreSmall(finding, known)
      finding.marked.put(this.#states, from.ints())
      finding.obliged.put(this.#states, from.ints())
    })
    findings.hasWays = findings.all.some(({ ways }) => ways.length > 0)
    this.#mark(small.position)
  }

  /** Where the search stood when it was last written. */
  get position(): Position {
    return this.#position
  }

  #mark(position: Position): void {
    const { findings, space } = this.#search
    this.#states = space.size
    this.#faultSets = findings.faultSets.size
    this.#ways = findings.all.map(({ ways }) => ways.length)
    this.#position = position
  }
}

const judgesOf = <S>({ judge, from, step }: Finding<S>) => [judge, from, step]

const smallOf = <S>(finding: Finding<S>, ways: number): SmallFinding => ({
  looksAt: judgesOf(finding).map((judge) => judge?.slots ?? []),
  isReached: finding.isReached,
  reachedIn: finding.reachedIn,
  ways: finding.ways.slice(ways),
})

const restoreSmall = <S>(finding: Finding<S>, { looksAt, isReached, reachedIn, ways }: SmallFinding): void => {
  judgesOf(finding).forEach((judge, i) => {
    for (const slot of looksAt[i] ?? []) judge?.lookAt(slot)
  })
  finding.isReached = isReached
  finding.reachedIn = reachedIn
  finding.ways.push(...ways)
}
