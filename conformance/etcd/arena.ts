/** A real cluster that sequences are played on, one after the other; replaced when it cannot be used any more. */
import type { Deed } from './deeds.ts'
import { RealCluster } from './members.ts'
import { play } from './play.ts'
import type { PlantedDefect } from './planted-defects.ts'
import type { Tally } from './tally.ts'
import { Difference, Undecided, skipped } from './tally.ts'

/** Shrinking plays sequence after sequence; what it has reached by then is short enough to read. */
const SHRINK_MS_MAX = 30_000
const BREAKDOWNS_MAX = 3

export class Arena {
  readonly size: number
  readonly #tally: Tally
  readonly #defect: PlantedDefect | null
  #cluster: RealCluster | null = null
  #breakdowns = 0
  #failedAt: number | null = null

  constructor(size: number, tally: Tally, defect: PlantedDefect | null) {
    this.size = size
    this.#tally = tally
    this.#defect = defect
  }

  /** Throws a Difference. Once there was one, further sequences only serve to find a shorter one. */
  async play(deeds: readonly Deed[]): Promise<void> {
    if (this.#failedAt !== null && Date.now() > this.#failedAt + SHRINK_MS_MAX) return
    try {
      const cluster = await this.#running()
      const { tally, isOpen } = await play(cluster, deeds, this.#defect)
      this.#count(tally)
      if (isOpen) await cluster.reboot()
    } catch (error) {
      if (!(error instanceof Difference) || this.#cluster?.isWhole !== true) this.end()
      this.#judge(error)
    }
  }

  end(): void {
    this.#cluster?.end()
    this.#cluster = null
  }

  async #running(): Promise<RealCluster> {
    this.#cluster ??= await RealCluster.start(this.size)
    return this.#cluster
  }

  #count({ operations, outcomes }: Tally): void {
    if (this.#failedAt !== null) return
    this.#tally.operations += operations
    for (const outcome of outcomes) this.#tally.outcomes.push(outcome)
  }

  #judge(error: unknown): void {
    if (error instanceof Difference) {
      this.#failedAt ??= Date.now()
      throw error
    }
    this.#breakdowns += 1
    if (!(error instanceof Undecided) && this.#breakdowns > BREAKDOWNS_MAX) throw error
    skipped(this.#tally, 'a whole sequence', error instanceof Error ? error.message : String(error))
  }
}
