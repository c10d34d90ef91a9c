import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Address } from '../messages.ts'
import { blankDisk } from './restore.ts'
import { TestCluster, settingsWith } from './test-cluster.ts'
import { list, put, valuesIn } from './test-calls.ts'
import { disagreements } from './view.ts'

const KINDS = [
  'read',
  'kill',
  'start',
  'cut',
  'heal',
  'pause',
  'resume',
  'depose',
  'replace',
] as const

type Deed =
  | {
      readonly do: (typeof KINDS)[number] | 'write'
      readonly on: number
    }
  | { readonly do: 'wait'; readonly ms: number }

const deeds = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('write' as const), on: fc.nat(4) }) },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constantFrom(...KINDS),
        on: fc.nat(4),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('wait' as const),
        ms: fc.constantFrom(1, 2, 3, 10, 1_150, 1_400, 4_000),
      }),
    },
  ),
  { maxLength: 40, size: 'max' },
)

/** Drives a cluster, with a client per member that writes to it and watches it. */
class Chaos {
  readonly cluster: TestCluster
  readonly members: readonly Address[]
  readonly #down = new Set<Address>()
  readonly #cut = new Set<Address>()
  readonly #paused = new Set<Address>()
  readonly writes: { readonly id: number; readonly key: string }[] = []
  /** Linearizable reads, and what was acknowledged before each was asked. */
  readonly reads: { readonly id: number; readonly due: readonly string[] }[] = []

  constructor(size: number, latencies: readonly number[]) {
    this.cluster = new TestCluster(settingsWith(size), latencies)
    this.members = Array.from({ length: size }, (_, i): Address => `etcd/${i + 1}`)
    for (const member of this.members) this.#watch(member)
  }

  do(deed: Deed): void {
    if (deed.do === 'wait') {
      this.cluster.run(deed.ms)
      return
    }
    const member = this.members[deed.on % this.members.length]
    if (member === undefined) return
    // What ends something ends it for whoever is concerned, so that no deed is in vain.
    const [down] = this.#down
    const [cut] = this.#cut
    const [paused] = this.#paused
    const isUp = !this.#down.has(member)
    const isWell = isUp && !this.#paused.has(member)
    if (deed.do === 'write' && isUp) this.#write(member)
    if (deed.do === 'read' && isUp) this.#read(member)
    if (deed.do === 'kill' && isWell) this.#kill(member)
    if (deed.do === 'start' && down !== undefined) this.#start(down)
    if (deed.do === 'cut' && isWell && !this.#cut.has(member)) this.#isolate(member)
    if (deed.do === 'heal' && cut !== undefined) this.#heal(cut)
    if (deed.do === 'pause' && isWell && !this.#cut.has(member)) this.#pause(member)
    if (deed.do === 'resume' && paused !== undefined) this.#resume(paused)
    if (deed.do === 'depose') this.#depose()
    if (deed.do === 'replace') this.#replace(member)
  }

  /** Everything is mended, and everybody has the time that they need. */
  mend(): void {
    for (const member of [...this.#paused]) this.#resume(member)
    for (const member of [...this.#cut]) this.#heal(member)
    for (const member of [...this.#down]) this.#start(member)
    this.cluster.run(20_000)
  }

  seenBy(member: Address): readonly number[] {
    return this.cluster.eventsOf(clientOf(member)).map(({ revision }) => revision)
  }

  #write(member: Address): void {
    const key = `/k${this.writes.length}`
    this.writes.push({ id: this.cluster.ask(put(key, key), member), key })
  }

  #read(member: Address): void {
    const due = this.acknowledged
    this.reads.push({ id: this.cluster.ask(list('/k'), member), due })
  }

  get acknowledged(): readonly string[] {
    return this.writes.flatMap(({ id, key }) => (this.cluster.answerTo(id)?.succeeded ? [key] : []))
  }

  #kill(member: Address): void {
    this.#down.add(member)
    this.cluster.kill(member)
  }

  #isolate(member: Address): void {
    this.#cut.add(member)
    this.cluster.cut(member)
  }

  #heal(member: Address): void {
    this.#cut.delete(member)
    this.cluster.heal(member)
  }

  #pause(member: Address): void {
    this.#paused.add(member)
    this.cluster.pause(member)
  }

  #resume(member: Address): void {
    this.#paused.delete(member)
    this.cluster.resume(member)
  }

  #depose(): void {
    const [leader] = this.cluster.leaders
    if (leader === undefined || this.#paused.has(leader)) return
    this.cluster.tell(leader, { type: 'peer', peer: leader, reachable: false })
  }

  #start(member: Address): void {
    this.#down.delete(member)
    this.cluster.start(member)
    this.#watch(member)
  }

  /**
   * One disk is lost while all others are there and up to date: what a majority of disks is to
   * survive.
   */
  #replace(member: Address): void {
    this.mend()
    this.cluster.kill(member, blankDisk)
    this.#down.add(member)
    this.#start(member)
  }

  #watch(member: Address): void {
    const from = (this.seenBy(member).at(-1) ?? 1) + 1
    this.cluster.watch('/', from, clientOf(member), member)
  }
}

const clientOf = (member: Address): Address => `apiserver/${member.slice('etcd/'.length)}`

const check = (size: number, latencies: readonly number[], todo: readonly Deed[]): void => {
  const chaos = new Chaos(size, latencies)
  const { cluster } = chaos
  for (const deed of todo) {
    chaos.do(deed)
    const terms = cluster.leaders.map((leader) => cluster.slot(leader).disk.term)
    expect(new Set(terms).size).toBe(terms.length)
    expect(disagreements(cluster.members)).toEqual([])
  }
  chaos.mend()
  expect(cluster.leaders).toHaveLength(1)
  expect(cluster.timers).toEqual([])
  const stores = cluster.members.map(({ disk }) => disk.snapshot.store)
  expect(new Set(stores.map((store) => JSON.stringify(store))).size).toBe(1)
  const revision = stores[0]?.revision ?? 0
  const all = Array.from({ length: revision - 1 }, (_, i) => i + 2)
  for (const member of chaos.members) expect(chaos.seenBy(member)).toEqual(all)
  for (const { memory, disk } of cluster.members) {
    expect([memory.pending, disk.log, disk.blank]).toEqual([{}, [], undefined])
  }
  const stored = valuesIn(cluster.call(list('/k')))
  expect(stored).toEqual(expect.arrayContaining([...chaos.acknowledged]))
  for (const { id, due } of chaos.reads) {
    const answer = cluster.answerTo(id)
    if (answer === undefined || answer.error !== undefined) continue
    expect(valuesIn(answer)).toEqual(expect.arrayContaining([...due]))
  }
}

describe('after any crashes, cuts, depositions and one lost disk at a time', () => {
  it('three members agree, keep what they acknowledged, tell watchers all once, and rest', () => {
    fc.assert(
      fc.property(deeds, (todo) => check(3, [], todo)),
      { numRuns: 300 },
    )
  })

  it('so do five members whose messages overtake each other', () => {
    const latencies = fc.array(fc.constantFrom(1, 1, 2, 5, 25, 60), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(latencies, deeds, (late, todo) => check(5, late, todo)),
      { numRuns: 200 },
    )
  })

  it('so does a single member, which has no disk to lose', () => {
    const survivable = deeds.map((todo) => todo.filter((deed) => deed.do !== 'replace'))
    fc.assert(
      fc.property(survivable, (todo) => check(1, [], todo)),
      { numRuns: 50 },
    )
  })
})
