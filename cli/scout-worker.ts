/** What the second thread of a check runs: the same machine, made from the same data. */
import { workerData } from 'node:worker_threads'
import type { World } from '../scenarios/scenario.ts'
import { build } from '../scenarios/scenario.ts'
import { runScout } from '../threads/index.ts'
import type { ScoutStart } from '../threads/index.ts'

const start: ScoutStart & { readonly data: World } = workerData
runScout(build(start.data).machine, start)
