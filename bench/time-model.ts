/** Explores one model in a process of its own, and prints what it took as one JSON object. */
import { benchModels } from './bench-models.ts'
import { explore } from '../threads/index.ts'
import type { Timed } from './row.ts'

const [name = '', workers = '1', how = 'all'] = process.argv.slice(2)
const model = benchModels[name]
if (model === undefined) throw new Error(`there is no model ${name}`)
const isReduced = how === 'reduced'
const use = isReduced ? model.useReduced : model.use
if (use === null) throw new Error(`${name} is not reduced`)
const counted = use((machine, properties): Omit<Timed, 'seconds'> => {
  const options = { faults: 0, workers: Number(workers), ...(isReduced ? {} : { reduce: [] }) }
  const { stats, verdicts } = explore(machine, properties, options)
  const broken = verdicts.filter(({ verdict }) => verdict !== 'holds').map((v) => v.name)
  if (stats.end !== 'complete' || broken.length > 0) {
    throw new Error(`${name}: the search ended ${stats.end}; does not hold: ${broken.join() || 'nothing'}`)
  }
  return {
    states: stats.states,
    transitions: stats.transitions,
    depth: stats.depth,
    bytesPerState: (stats.bytes ?? 0) / stats.states,
  }
})
process.stdout.write(`${JSON.stringify(counted)}\n`)
