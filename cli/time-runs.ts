/** For `npm run bench`: random runs of the world in a result file with so many threads, and what they took, as JSON. */
import { readFileSync } from 'node:fs'
import { sample } from '../threads/index.ts'
import type { SampledCluster } from './sampled-cluster.ts'

const [file = '', workers = '1'] = process.argv.slice(2)
const data: SampledCluster = { world: JSON.parse(readFileSync(file, 'utf8')).scenario, properties: null }
const { stats } = await sample(
  { module: new URL('./sampled-cluster.js', import.meta.url), data },
  {
    runs: 120,
    maxSteps: 2_000,
    faults: 2,
    seed: 'bench',
    minimise: false,
    workers: Number(workers),
    clock: () => performance.now(),
  },
)
process.stdout.write(`${JSON.stringify({ steps: stats.steps, longest: stats.depth, seconds: stats.seconds })}\n`)
