/** `npm run pin`: writes what each scenario comes to into scenarios/pinned.json, for a reviewer to read the difference. */
import { writeFileSync } from 'node:fs'
import type { Outcome } from './outcome.ts'
import { judge } from './outcome.ts'
import { SCENARIOS } from '../scenarios/scenarios.ts'

const FILE = new URL('../../scenarios/pinned.json', import.meta.url)

const pinned: { [name: string]: Outcome } = {}
for (const scenario of SCENARIOS) {
  const began = performance.now()
  const { outcome } = judge(scenario)
  pinned[scenario.name] = outcome
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const broken = Object.keys(outcome.broken).join(', ')
  process.stdout.write(`${scenario.name.padEnd(46)} ${String(outcome.states).padStart(7)} states ${seconds.padStart(6)} s  ${broken}\n`)
}
writeFileSync(FILE, `${JSON.stringify(pinned, null, 1)}\n`)
