/** Explores one model in a process of its own, and prints what it took as one JSON object. */
import { benchModels } from './bench-models.ts'
import { explore } from '../threads/index.ts'
import type { Timed } from './row.ts'

const [name = '', workers = '1'] = process.argv.slice(2)
const model = benchModels[name]
if (model === undefined) throw new Error(`there is no model ${name}`)
const counted = model.use((machine, properties): Omit<Timed, 'seconds'> => {
  const { stats, verdicts } = explore(machine, properties, { faults: 0, reduce: [], workers: Number(workers) })
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
