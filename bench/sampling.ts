/** `--only sampling`: steps of random runs a second, ours on one core and on two, and those of Spin's simulation, in turn. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { benchModels } from './bench-models.ts'
import { isThere, spin as spinItself } from './peers.ts'
import type { Row, Sampled, Skipped } from './row.ts'
import { simulation } from './spin-simulation.ts'
import { checkedCluster } from './time-cluster.ts'

const SAMPLED_MODELS = ['L5', 'L6', 'L7', '2pc8'] as const
const DIST = join(import.meta.dirname, '..')
const ORDERS = ['nominal', 'any'] as const

/** By number of threads. */
const TOOLS = ['sampling', 'sampling, 2 threads'] as const

const run = (folder: string, script: string, argument: string, threads: number): Sampled =>
  JSON.parse(execFileSync(process.execPath, [join(DIST, folder, script), argument, String(threads)], { encoding: 'utf8' }))

const rowOf = (model: string, tool: string, { steps, longest, seconds }: Sampled, spin: Sampled | null): Row => ({
  model,
  tool,
  states: null,
  transitions: steps,
  depth: longest,
  seconds,
  bytesPerState: null,
  stepsPerSecond: Math.round(steps / seconds),
  ratioToSpin: spin === null ? null : seconds / steps / (spin.seconds / spin.steps),
})

/** The run with most steps a second of so many. */
const best = (all: readonly Sampled[]): Sampled =>
  all.reduce((a, b) => (a.steps / a.seconds >= b.steps / b.seconds ? a : b))

const rowsOf = (model: string, rounds: number, folder: string, skipped: Skipped[]): readonly Row[] => {
  const peer = benchModels[model]?.peer ?? null
  const missing = spinItself.needs.find((program) => !isThere(program))
  if (missing !== undefined) skipped.push({ model, tool: 'spin -n', why: `${missing} is not installed` })
  const all = Array.from({ length: rounds }, () => ({
    own: TOOLS.map((_, i) => run('bench', 'time-sampling.js', model, i + 1)),
    spin: peer === null || missing !== undefined ? null : simulation(peer, folder),
  }))
  const spins = all.flatMap(({ spin }) => (spin === null ? [] : [spin]))
  const spin = spins.length === 0 ? null : best(spins)
  return [
    ...TOOLS.map((tool, i) => rowOf(model, tool, best(all.flatMap(({ own }) => own[i] ?? [])), spin)),
    ...(spin === null ? [] : [rowOf(model, 'spin -n', spin, spin)]),
  ]
}

const clusterRows = (order: string, rounds: number, folder: string): readonly Row[] => {
  const file = join(folder, `${order}.json`)
  writeFileSync(file, JSON.stringify(checkedCluster(folder, ['--faults', '0', '--order', order, '--max-states', '1'])))
  return TOOLS.map((tool, i) => {
    const all = Array.from({ length: rounds }, () => run('cli', 'time-runs.js', file, i + 1))
    return rowOf(order === 'nominal' ? 'web' : `web ${order}`, tool, best(all), null)
  })
}

export const sampling = (rounds: number, folder: string, skipped: Skipped[]): readonly Row[] => [
  ...SAMPLED_MODELS.flatMap((model) => rowsOf(model, rounds, folder, skipped)),
  ...ORDERS.flatMap((order) => clusterRows(order, rounds, folder)),
]
