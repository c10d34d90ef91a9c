/**
 * `npm run bench`: how long models take, ours and others' side by side, in turn. `--only NAME,...` chooses models
 * (`sampling`: random runs of several), `--json` prints one object, `--rounds N` (1) repeats everything and keeps the
 * fastest. A tool that is not there is skipped, and so is said.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DEFAULT_MODELS, benchModels } from './bench-models.ts'
import type { BenchModel } from './bench-models.ts'
import { isThere, rumur, spin } from './peers.ts'
import type { Row, Skipped, Timed } from './row.ts'
import { sampling } from './sampling.ts'
import { timeCluster } from './time-cluster.ts'

const rows: Row[] = []
const skipped: Skipped[] = []

/** From so many states on, two threads are worth a row of their own. */
const MANY_STATES = 1_000_000

/** A search that leaves out what symmetry and partial order allow. */
const REDUCED = 'kubeproof, reduced'

const ours = (name: string, threads: number, how: 'all' | 'reduced' = 'all'): Timed => {
  const began = performance.now()
  const script = join(import.meta.dirname, 'time-model.js')
  const text = execFileSync(process.execPath, [script, name, String(threads), how], { encoding: 'utf8' })
  return { ...JSON.parse(text), seconds: (performance.now() - began) / 1000 }
}

/** Spin prints eight digits of a number. */
const isClose = (found: number, expected: number): boolean => Math.abs(found - expected) <= expected * 1e-7

/** Everybody must have counted the same; a reduced search no more than that. */
const compare = (model: string, tool: string, expected: BenchModel, found: Timed): void => {
  if (tool === REDUCED && found.states <= expected.states && found.transitions <= expected.transitions) return
  const isSame = tool === 'spin' ? isClose : Object.is
  const isDeep = found.depth === null || found.depth === expected.depth
  if (isSame(found.states, expected.states) && isSame(found.transitions, expected.transitions) && isDeep) return
  const { states, transitions, depth } = found
  throw new Error(
    `${model}, ${tool}: ${states} states, ${transitions} transitions, depth ${depth}; ` +
      `expected ${expected.states}, ${expected.transitions}, ${expected.depth}`,
  )
}

const runModel = (name: string, model: BenchModel, rounds: number, folder: string): void => {
  const runs = new Map<string, () => Timed>([['kubeproof', () => ours(name, 1)]])
  if (model.states >= MANY_STATES) runs.set('kubeproof, 2 threads', () => ours(name, 2))
  if (model.useReduced !== null) runs.set(REDUCED, () => ours(name, 1, 'reduced'))
  for (const peer of [spin, rumur]) {
    const missing = peer.needs.find((program) => !isThere(program))
    const why = model.peer === null ? 'no such model for it' : missing === undefined ? null : `${missing} is not installed`
    if (why !== null || model.peer === null) {
      skipped.push({ model: name, tool: peer.tool, why: why ?? '' })
      continue
    }
    const home = mkdtempSync(join(folder, `${peer.tool}-`))
    peer.prepare(model.peer, home)
    runs.set(peer.tool, () => peer.run(home))
  }
  const best = new Map<string, Timed>()
  for (let round = 0; round < rounds; round += 1) {
    for (const [tool, run] of runs) {
      const timed = run()
      compare(name, tool, model, timed)
      if (timed.seconds < (best.get(tool)?.seconds ?? Infinity)) best.set(tool, timed)
    }
  }
  const spins = best.get('spin')?.seconds
  for (const [tool, timed] of best) {
    rows.push({ model: name, tool, ...timed, stepsPerSecond: null, ratioToSpin: spins === undefined ? null : timed.seconds / spins })
  }
}

const line = ({ model, tool, states, transitions, depth, seconds, bytesPerState, stepsPerSecond, ratioToSpin }: Row): string =>
  [
    model.padEnd(10),
    tool.padEnd(20),
    String(states ?? '-').padStart(11),
    String(transitions).padStart(12),
    String(depth ?? '-').padStart(6),
    `${seconds.toFixed(1)} s`.padStart(9),
    (bytesPerState === null ? '-' : bytesPerState.toFixed(1)).padStart(8),
    String(stepsPerSecond ?? '-').padStart(9),
    (ratioToSpin === null ? '-' : ratioToSpin.toFixed(2)).padStart(7),
  ].join(' ')

const HEAD = `model      tool                      states  transitions  depth   seconds  B/state   steps/s ratio to Spin`

const { values } = parseArgs({
  options: { only: { type: 'string' }, json: { type: 'boolean' }, rounds: { type: 'string', default: '1' } },
})
const known = [...Object.keys(benchModels), 'web', 'sampling']
const names = values.only?.split(',') ?? DEFAULT_MODELS
const stranger = names.find((name) => !known.includes(name))
const rounds = Number(values.rounds)
if (stranger !== undefined || !Number.isInteger(rounds) || rounds < 1) {
  const what = stranger === undefined ? `--rounds ${values.rounds} is no whole number from 1` : `there is no model ${stranger}`
  process.stderr.write(`${what}; models: ${known.join(', ')}\n`)
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'bench-'))
try {
  for (const name of names) {
    const model = benchModels[name]
    const before = rows.length
    if (name === 'sampling') rows.push(...sampling(rounds, folder, skipped))
    else if (model === undefined) rows.push(timeCluster(name, folder))
    else runModel(name, model, rounds, folder)
    if (values.json !== true) {
      if (before === 0) process.stdout.write(`${HEAD}\n`)
      for (const row of rows.slice(before)) process.stdout.write(`${line(row)}\n`)
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
if (values.json === true) process.stdout.write(`${JSON.stringify({ rows, skipped }, null, 2)}\n`)
else for (const { model, tool, why } of skipped) process.stdout.write(`skipped ${tool} on ${model}: ${why}\n`)
