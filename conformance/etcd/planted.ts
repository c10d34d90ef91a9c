/** `--planted`: bugs put into the reducer on purpose, each of which the comparison must find. */
import { campaignsFor, confirmed, search } from './campaigns.ts'
import type { Campaign, Found } from './campaigns.ts'
import type { PlantedDefect } from './planted-defects.ts'

const AMOUNT = { operations: 4_000, faultOperations: 400 }

/** Those on one member: none of these bugs needs more, and they are the quickest. */
const campaigns = (defect: PlantedDefect): readonly Campaign[] =>
  campaignsFor(AMOUNT, true)
    .filter(({ members }) => members === 1)
    .filter(({ title }) => (title === 'snapshots restored') === (defect === 'restore-keeps-the-head'))

export interface Hunted {
  readonly defect: PlantedDefect
  readonly operations: number
  readonly found: Found | null
}

export const huntPlanted = async (defect: PlantedDefect, seed: number): Promise<Hunted> => {
  let operations = 0
  for (const campaign of campaigns(defect)) {
    const { tally, found } = await search(campaign, seed, defect)
    operations += tally.operations
    if (found === null) continue
    const difference = await confirmed(campaign, found, defect)
    return { defect, operations, found: difference === null ? found : { ...found, difference } }
  }
  return { defect, operations, found: null }
}
