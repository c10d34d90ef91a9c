/** Spin's random simulation of a model, over and over from the start. */
import { execFileSync } from 'node:child_process'
import type { BenchModel } from './bench-models.ts'
import { peerModel } from './peers.ts'
import type { Sampled } from './row.ts'

/** Steps as Spin counts them. */
const COUNTED = 20_000
const TIMED = 2_000_000

const run = (args: readonly string[], folder: string): string =>
  execFileSync('spin', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 28 })

/**
 * One step of the model is a few of Spin's: how many, is counted on the same run where it is printed, which takes too
x */
export const simulation = (model: NonNullable<BenchModel['peer']>, folder: string): Sampled => {
  const { path, defines } = peerModel(model)
  const args = ['-n1', ...defines, '-DRESTART', path]
  const printed = run(['-p', `-u${COUNTED}`, ...args], folder)
  const counted = printed.split('\n').filter((line) => /^\s*\d+:\s+proc .*\[/.test(line)).length
  const began = performance.now()
  run([`-u${TIMED}`, ...args], folder)
  const seconds = (performance.now() - began) / 1000
  return { steps: Math.round((counted / COUNTED) * TIMED), longest: null, seconds }
}
