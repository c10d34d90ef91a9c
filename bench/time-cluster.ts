/** The Kubernetes model: one check of `examples/web.yaml`, one fault of every kind, as a user runs it. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Row } from './row.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const CHECK = ['--faults', '1', '--runs', '0', '--no-suggestions', '--max-states', '10000000', '--json']

export const timeCluster = (model: string, folder: string): Row => {
  const args = [join(ROOT, 'dist', 'cli', 'kubeproof.js'), 'check', join(ROOT, 'examples', 'web.yaml'), ...CHECK]
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (stdout === '') throw new Error(`the check of examples/web.yaml wrote no result: ${stderr}`)
  const { stats } = JSON.parse(stdout)
  if (stats.end !== 'complete') throw new Error(`the check of examples/web.yaml ended early: ${stats.end}`)
  const { states, transitions, depth, seconds } = stats
  return { model, tool: 'kubeproof', states, transitions, depth, seconds, bytesPerState: null, ratioToSpin: null }
}
