/**
 * `npm run soak`: the engine against its slow twin on 100 000 generated machines and, since they are larger, a tenth as
 * many in which steps are in nobody's way, and a search that leaves out orders of steps against one that does not, on
 * twice as many. `-- MACHINES SEED` takes others. Ends with `N agree, N differ`; a machine that differs is named by its
 * seed and path, which give it again.
 */
import fc from 'fast-check'
import { looseMachines, looseProperties } from '../checker/fixtures/loose-machines.ts'
import { orderMachines, orderTeams } from '../checker/fixtures/order-machines.ts'
import { orderProperties, orderTeamProperties } from '../checker/fixtures/order-properties.ts'
import { propertiesFor, randomMachines } from '../checker/fixtures/random-machines.ts'
import { differencesFromAllOrders, differencesFromTwin } from '../checker/fixtures/twin.ts'

const BATCH = 1_000

const [machines = 100_000, seed = 1] = process.argv.slice(2).map(Number)
if (!(Number.isInteger(machines) && machines > 0 && Number.isInteger(seed))) {
  process.stderr.write('give a number of machines and a seed: npm run soak -- 100000 1\n')
  process.exit(2)
}

let agree = 0
let differ = 0

/** Compares so many machines; the first one that differs is told. */
const compare = <T>(
  what: string,
  cases: fc.Arbitrary<T>,
  differencesIn: (one: T) => readonly string[],
  options: fc.Parameters<[T]>,
): void => {
  let differences: readonly string[] = []
  const property = fc.property(cases, (one) => {
    const found = differencesIn(one)
    if (found.length > 0) differences = found
    return found.length === 0
  })
  const { failed, numRuns: tried, seed: usedSeed, counterexamplePath } = fc.check(property, options)
  agree += failed ? tried - 1 : tried
  if (!failed) return
  differ += 1
  process.stdout.write(`${what}, seed ${usedSeed}, path ${counterexamplePath}: ${differences.join('; ')}\n`)
}

const twins = fc.tuple(randomMachines, fc.nat(3), fc.nat(3))
const properties = fc.subarray([...looseProperties(0, 0).keys()])
const loose = fc.tuple(looseMachines, fc.nat(2), fc.nat(3), properties)
const orders = fc.tuple(orderMachines, orderProperties)
const teams = fc.tuple(orderTeams, orderTeamProperties)

const chosen = <P>(all: readonly P[], numbers: readonly number[]): readonly P[] =>
  all.filter((_, i) => numbers.includes(i))

for (let batch = 0; batch * BATCH < machines; batch += 1) {
  const options = { numRuns: Math.min(BATCH, machines - batch * BATCH), seed: seed + batch }
  compare('twin', twins, ([machine, x, y]) => differencesFromTwin(machine, propertiesFor(x, y)), options)
  compare(
    'loose twin',
    loose,
    ([machine, x, y, some]) => differencesFromTwin(machine, chosen(looseProperties(x, y), some), { reduce: [] }),
    { ...options, numRuns: Math.ceil(options.numRuns / 10) },
  )
  compare(
    'orders',
    orders,
    ([machine, some]) => differencesFromAllOrders(machine, some),
    options,
  )
  compare(
    'teams',
    teams,
    ([machine, some]) => differencesFromAllOrders(machine, some, ['symmetry']),
    options,
  )
  if ((batch + 1) % 10 === 0) process.stderr.write(`${agree} machines agree, ${differ} differ\n`)
}
process.stdout.write(`${agree} agree, ${differ} differ\n`)
process.exitCode = differ > 0 ? 1 : 0
