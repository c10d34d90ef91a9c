/** The watches of one sequence: opened on both sides, and compared when it is over. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Address } from '../../model/messages.ts'
import { watchLine } from './calls.ts'
import { resolvedStart } from './deeds.ts'
import type { When } from './deeds.ts'
import type { Session } from './session.ts'
import { agreed, skipped } from './tally.ts'
import type { Difference } from './tally.ts'
import type { Twin } from './twin.ts'
import { REASONS, Watcher, itemsTold, lostDeletes, showItems, verdictOn } from './watchers.ts'
import type { Verdict } from './watchers.ts'
import type { World } from './worlds.ts'

/** For events that are on their way; only a difference waits for so long. */
const TOLD_MS_MAX = 10_000

export class Watches {
  readonly #session: Session
  #watchers: Watcher[] = []

  constructor(session: Session) {
    this.#session = session
  }

  async open(prefix: string, start: When | null, on: number): Promise<void> {
    const { cluster, tally } = this.#session
    const index = this.#session.member(on)
    // A member that lags would take the past for the future; and what happens by itself would race with the watch.
    if (!(await this.#session.isCaughtUp(index)) || !this.#session.isSettled) {
      skipped(tally, 'watch', 'where it begins could not be known')
      return
    }
    const { store } = this.#session.view
    const startRevision = resolvedStart(start, this.#session.view)
    const client: Address = `apiserver/w${this.#watchers.length + 1}`
    const { revision: head, compactRevision } = store
    const watcher = new Watcher({ client, prefix, startRevision, head, compactRevision, on: index })
    this.#session.script.push(watchLine(index, prefix, startRevision))
    if (!(await watcher.open(cluster.gateway(index)))) {
      watcher.close()
      skipped(tally, 'watch', 'etcd did not confirm it in time')
      return
    }
    for (const { twin } of this.#session.worlds) twin.watch(client, prefix, startRevision, index)
    this.#watchers.push(watcher)
  }

  /** Watches on this member end with it. */
  endOn(index: number): void {
    for (const watcher of this.#watchers) if (watcher.opening.on === index) watcher.isBroken = true
  }

  /**
   * Before a compaction, lest it overtakes a watch that is still served from history. A member that is paused
   * cannot catch up: with its log etcd tells the watch everything later, without it (and so in the reducer,
   * which keeps none) the watch is cancelled.
   */
  async mayCompact(): Promise<boolean> {
    const open = this.#watchers.filter(({ isBroken }) => !isBroken)
    if (open.some(({ opening }) => this.#session.cluster.isPaused(opening.on))) return false
    for (const end = Date.now() + TOLD_MS_MAX; Date.now() < end; await sleep(2)) {
      if (open.every((watcher) => watcher.isBroken || this.#verdict(watcher, this.#session.twin) !== 'waits')) return true
    }
    return false
  }

  close(): void {
    for (const watcher of this.#watchers) watcher.close()
  }

  /** Compares every watch, as soon as etcd has told what it must tell. */
  async compare(): Promise<void> {
    for (const end = Date.now() + TOLD_MS_MAX; ; await sleep(2)) {
      const worlds = this.#session.candidates
      const fine = worlds.find((world) => this.#verdicts(world).every((verdict) => !['waits', 'differs'].includes(verdict)))
      if (fine !== undefined) {
        this.#watchers.forEach((watcher) => this.#judge(watcher, fine.twin))
        return
      }
      const isOver = worlds.every((world) => this.#verdicts(world).includes('differs'))
      if (isOver || Date.now() > end) throw this.#difference()
    }
  }

  #verdict(watcher: Watcher, twin: Twin): Verdict {
    return verdictOn(watcher, twin.toldTo(watcher.opening.client))
  }

  #verdicts({ twin }: World): readonly Verdict[] {
    return this.#watchers.map((watcher) => this.#verdict(watcher, twin))
  }

  #judge(watcher: Watcher, twin: Twin): void {
    const told = twin.toldTo(watcher.opening.client)
    const [live] = this.#watchers
    const lost = live === undefined ? [] : lostDeletes(live, watcher, told)
    if (lost.length > 0) throw this.#lost(watcher, lost)
    const verdict = this.#verdict(watcher, twin)
    if (verdict === 'agrees') agreed(this.#session.tally, 'watch')
    else if (verdict === 'etcd-18089') {
      const { startRevision } = watcher.opening
      const how = `a watch from ${startRevision}, where history was compacted, is not told of a delete there`
      this.#session.tally.outcomes.push({ what: 'watch', is: 'differed', reason: REASONS[verdict], how })
    }
  }

  #lost({ opening }: Watcher, keys: readonly string[]): Difference {
    return this.#session.difference(
      `watch from ${opening.startRevision}, where history was compacted\n  etcd:    told a live watch of that revision:` +
        ` DELETE ${keys.join(', ')}\n  reducer: does not tell it`,
    )
  }

  #difference(): Difference {
    const { twin } = this.#session
    const wrong = this.#watchers.find((watcher) => ['waits', 'differs'].includes(this.#verdict(watcher, twin)))
    if (wrong === undefined) return this.#session.difference('the watches of a sequence fit no single course of events')
    const { prefix, startRevision, on, client } = wrong.opening
    const told = showItems(itemsTold(twin.toldTo(client)))
    return this.#session.difference(
      `watch prefix "${prefix}" from ${startRevision} on member ${on + 1}\n  etcd:   ${showItems(wrong.items)}\n  reducer:${told}`,
    )
  }
}
