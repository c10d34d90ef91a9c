/**
 * `npm run soak`: the engine against its slow twin on 100 000 generated machines. `-- MACHINES SEED` takes others. Ends
 * with `N agree, N differ`; a machine that differs is named by its seed and path, which give it again.
 */
import fc from 'fast-check'
import { propertiesFor, randomMachines } from '../checker/fixtures/random-machines.ts'
import { differencesFromTwin } from '../checker/fixtures/twin.ts'

const BATCH = 1_000

const [machines = 100_000, seed = 1] = process.argv.slice(2).map(Number)
if (!(Number.isInteger(machines) && machines > 0 && Number.isInteger(seed))) {
  process.stderr.write('give a number of machines and a seed: npm run soak -- 100000 1\n')
  process.exit(2)
}

let agree = 0
let differ = 0
for (let batch = 0; batch * BATCH < machines; batch += 1) {
  const numRuns = Math.min(BATCH, machines - batch * BATCH)
  let differences: readonly string[] = []
  const {
    failed,
    numRuns: tried,
    seed: usedSeed,
    counterexamplePath,
  } = fc.check(
    fc.property(randomMachines, fc.nat(3), fc.nat(3), (machine, x, y) => {
      const found = differencesFromTwin(machine, propertiesFor(x, y))
      if (found.length > 0) differences = found
      return found.length === 0
    }),
    { numRuns, seed: seed + batch },
  )
  agree += failed ? tried - 1 : tried
  if (failed) {
    differ += 1
    process.stdout.write(`seed ${usedSeed}, path ${counterexamplePath}: ${differences.join('; ')}\n`)
  }
  if ((batch + 1) % 10 === 0) process.stderr.write(`${agree} machines agree, ${differ} differ\n`)
}
process.stdout.write(`${agree} agree, ${differ} differ\n`)
process.exitCode = differ > 0 ? 1 : 0
