/** Samples one model with so many threads in a process of its own, and prints what it took as one JSON object. */
import { sample } from '../threads/index.ts'
import type { Sampled } from './row.ts'

const [name = '', workers = '1'] = process.argv.slice(2)
const { stats, verdicts } = await sample(
  { module: new URL('./sampled-model.js', import.meta.url), data: name },
  { runs: 300_000, maxSteps: 100, faults: 0, seed: 'bench', workers: Number(workers), clock: () => performance.now() },
)
const broken = verdicts.filter(({ verdict }) => verdict === 'broken').map((v) => v.name)
if (broken.length > 0) throw new Error(`${name}: does not hold: ${broken.join()}`)
const sampled: Sampled = { steps: stats.steps, longest: stats.depth, seconds: stats.seconds }
process.stdout.write(`${JSON.stringify(sampled)}\n`)
