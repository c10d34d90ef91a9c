/** Explores one model and prints what it took, as one JSON object: `node dist/bench/time-model.js L6`. */
import { explore } from '../checker/index.ts'
import { benchModels } from './bench-models.ts'

const name = process.argv[2] ?? ''
const model = benchModels[name]
if (model === undefined) {
  throw new Error(`there is no model ${name}: take one of ${Object.keys(benchModels).join(', ')}`)
}
const result = model((machine, properties) => {
  const began = performance.now()
  const { stats, verdicts } = explore(machine, properties, { faults: 0 })
  return {
    states: stats.states,
    transitions: stats.transitions,
    depth: stats.depth,
    end: stats.end,
    broken: verdicts.filter(({ verdict }) => verdict !== 'holds').map((v) => v.name),
    seconds: (performance.now() - began) / 1000,
    cpu: process.cpuUsage().user / 1e6,
    bytes: process.resourceUsage().maxRSS * 1024,
  }
})
console.log(JSON.stringify(result))
