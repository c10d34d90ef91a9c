/** The command line of `npm run conformance:etcd`. */
import { parseArgs } from 'node:util'
import { PLANTED_DEFECTS } from './planted-defects.ts'
import type { PlantedDefect } from './planted-defects.ts'

export const USAGE = `usage: npm run conformance:etcd -- [options] [RECORDING...]

Drives a real etcd and the reducer side by side. RECORDING: answers of a real etcd that were written down
(etcd-*-semantics-*.txt); then only these are compared, and no etcd is needed.

  --seed N         of the sequences; 1 by default
  --operations N   without faults; 10000 by default (also --runs N)
  --faults N       operations in sequences with faults; 300 by default
  --planted NAME   puts a bug into the reducer, which must be found: all, ${PLANTED_DEFECTS.join(', ')}`

export interface Options {
  readonly seed: number
  readonly operations: number
  readonly faultOperations: number
  readonly planted: readonly PlantedDefect[]
  readonly recordings: readonly string[]
}

/** Said in one line, and the command ends with 2. */
export class BadUsage extends Error {}

const countIn = (name: string, text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new BadUsage(`--${name} ${text}: a number from 0 to 999999999 is needed`)
  return Number(text)
}

const plantedIn = (name: string | undefined): readonly PlantedDefect[] => {
  if (name === undefined) return []
  if (name === 'all') return PLANTED_DEFECTS
  const known = PLANTED_DEFECTS.filter((defect) => defect === name)
  if (known.length === 0) throw new BadUsage(`--planted ${name}: there is no such bug; use all, ${PLANTED_DEFECTS.join(', ')}`)
  return known
}

const OPTIONS = {
  seed: { type: 'string', default: '1' },
  operations: { type: 'string' },
  runs: { type: 'string', default: '10000' },
  faults: { type: 'string', default: '300' },
  planted: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const

const parsed = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new BadUsage(`${error instanceof Error ? error.message : String(error)}; --help tells what there is`)
  }
}

/** Null: help was asked for. */
export const optionsIn = (args: readonly string[]): Options | null => {
  const { values, positionals } = parsed(args)
  if (values.help) return null
  return {
    seed: countIn('seed', values.seed),
    operations: countIn('operations', values.operations ?? values.runs),
    faultOperations: countIn('faults', values.faults),
    planted: plantedIn(values.planted),
    recordings: positionals,
  }
}
