/** Samples one model in a process of its own, and prints what it took as one JSON object. */
import { sample } from '../checker/index.ts'
import { benchModels } from './bench-models.ts'
import type { Sampled } from './row.ts'

const name = process.argv[2] ?? ''
const model = benchModels[name]
if (model === undefined) throw new Error(`there is no model ${name}`)
const sampled = model.use((machine, properties): Sampled => {
  const { stats, verdicts } = sample(machine, properties, {
    runs: 100_000,
    maxSteps: 100,
    faults: 0,
    seed: 'bench',
    clock: () => performance.now(),
  })
  const broken = verdicts.filter(({ verdict }) => verdict === 'broken').map((v) => v.name)
  if (broken.length > 0) throw new Error(`${name}: does not hold: ${broken.join()}`)
  return { steps: stats.steps, longest: stats.depth, seconds: stats.seconds }
})
process.stdout.write(`${JSON.stringify(sampled)}\n`)
