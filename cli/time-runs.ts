/** For `npm run bench`: random runs of the world in a result file, and what they took, as one JSON object. */
import { readFileSync } from 'node:fs'
import { sample } from '../checker/index.ts'
import { build } from '../scenarios/scenario.ts'

const { machine, properties } = build(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')).scenario)
const { stats } = sample(machine, properties, {
  runs: 30,
  maxSteps: 2_000,
  faults: 2,
  seed: 'bench',
  minimise: false,
  clock: () => performance.now(),
})
process.stdout.write(`${JSON.stringify({ steps: stats.steps, longest: stats.depth, seconds: stats.seconds })}\n`)
