/** The Kubernetes model: one check of `examples/web.yaml`, one fault of every kind, as a user runs it. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Row } from './row.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const CHECK = ['--faults', '1', '--max-states', '10000000']

/** The result file of a check. */
export const checkedCluster = (folder: string, options: readonly string[]) => {
  const program = join(ROOT, 'dist', 'cli', 'kubeproof.js')
  const always = ['--runs', '0', '--no-suggestions', '--json']
  const args = [program, 'check', join(ROOT, 'examples', 'web.yaml'), ...always, ...options]
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (stdout === '') throw new Error(`the check of examples/web.yaml wrote no result: ${stderr}`)
  return JSON.parse(stdout)
}

export const timeCluster = (model: string, folder: string): Row => {
  const { search } = checkedCluster(folder, CHECK)
  if (search.end !== 'complete') throw new Error(`the check of examples/web.yaml ended early: ${search.end}`)
  const { states, transitions, depth, seconds } = search
  const unknown = { bytesPerState: null, stepsPerSecond: null, ratioToSpin: null }
  return { model, tool: 'kubeproof', states, transitions, depth, seconds, ...unknown }
}
