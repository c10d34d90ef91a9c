/** What is tried, on which clusters and for how long; and the search for a difference in it. */
import fc from 'fast-check'
import { Arena } from './arena.ts'
import { calmSequence, faultSequence, leaseSequence, lostQuorumSequence, restoreSequence } from './arbitraries.ts'
import type { Deed } from './deeds.ts'
import type { PlantedDefect } from './planted-defects.ts'
import type { Tally } from './tally.ts'
import { Difference, newTally } from './tally.ts'

export interface Campaign {
  readonly title: string
  readonly members: number
  readonly sequence: fc.Arbitrary<readonly Deed[]>
  /** Until so many operations are done. */
  readonly operations: number
  readonly hasFaults: boolean
}

export interface Amount {
  /** Without faults. */
  readonly operations: number
  readonly faultOperations: number
}

const part = (amount: number, share: number): number => Math.ceil(amount * share)

/** `canRestore`: etcdctl is there. */
export const campaignsFor = ({ operations, faultOperations }: Amount, canRestore: boolean): readonly Campaign[] => {
  const calm = { title: 'without faults', sequence: calmSequence, hasFaults: false }
  const leases = { title: 'leases that end', sequence: leaseSequence, hasFaults: false }
  const faults = { title: 'members die and pause', sequence: faultSequence, hasFaults: true }
  const restores = { title: 'snapshots restored', sequence: restoreSequence, hasFaults: true }
  const all: readonly Campaign[] = [
    { ...calm, members: 1, operations: part(operations, 0.55) },
    { ...calm, members: 3, operations: part(operations, 0.42) },
    { ...leases, members: 1, operations: part(operations, 0.015) },
    { ...leases, members: 3, operations: part(operations, 0.015) },
    { ...faults, members: 3, operations: part(faultOperations, 0.6) },
    { ...faults, members: 1, operations: part(faultOperations, 0.15) },
    { title: 'majority lost', sequence: lostQuorumSequence, hasFaults: true, members: 3, operations: part(faultOperations, 0.1) },
    { ...restores, members: 1, operations: part(faultOperations, 0.25) },
    { ...restores, members: 3, operations: part(faultOperations, 0.25) },
  ]
  return all.filter(({ sequence, operations: few }) => few > 0 && (canRestore || sequence !== restoreSequence))
}

export interface Found {
  readonly difference: Difference
  readonly deeds: readonly Deed[]
}

/** Few, so that a campaign ends soon after its last operation; sequences with faults wait for elections. */
const sequencesPerBatch = ({ hasFaults }: Campaign): number => (hasFaults ? 2 : 5)

const batch = async (campaign: Campaign, arena: Arena, seed: number): Promise<Found | null> => {
  const property = fc.asyncProperty(campaign.sequence, (deeds) => arena.play(deeds))
  const numRuns = sequencesPerBatch(campaign)
  const { failed, counterexample, errorInstance } = await fc.check(property, { seed, numRuns })
  if (!failed) return null
  const [deeds] = counterexample ?? []
  if (!(errorInstance instanceof Difference) || deeds === undefined) throw errorInstance
  return { difference: errorInstance, deeds }
}

export interface Searched {
  readonly tally: Tally
  /** The first difference, shrunk; null: etcd and the reducer agree. */
  readonly found: Found | null
}

export const search = async (campaign: Campaign, seed: number, defect: PlantedDefect | null): Promise<Searched> => {
  const tally = newTally()
  const arena = new Arena(campaign.members, tally, defect)
  try {
    for (let i = 0; tally.operations < campaign.operations; i += 1) {
      const found = await batch(campaign, arena, seed + i)
      if (found !== null) return { tally, found }
    }
    return { tally, found: null }
  } finally {
    arena.end()
  }
}

const CONFIRMATIONS_MAX = 2

/** The same on a new cluster, whose revisions anybody can have too; null: it was not seen again. */
export const confirmed = async (
  { members }: Campaign,
  { deeds }: Found,
  defect: PlantedDefect | null,
): Promise<Difference | null> => {
  for (let i = 0; i < CONFIRMATIONS_MAX; i += 1) {
    const arena = new Arena(members, newTally(), defect)
    try {
      await arena.play(deeds)
    } catch (error) {
      if (error instanceof Difference) return error
      throw error
    } finally {
      arena.end()
    }
  }
  return null
}
