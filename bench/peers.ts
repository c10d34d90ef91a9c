/**
 * Other checkers on the same models: Spin (depth first, compiled by gcc -O2) and rumur (one
 * thread, compiled by clang). Both without reductions, with exact storage. Nothing is installed.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchModel } from './bench-models.ts'
import type { Timed } from './row.ts'

export interface Peer {
  readonly tool: string
  /** Programs that it takes. */
  readonly needs: readonly string[]
  /** Writes and compiles what `run` runs. */
  readonly prepare: (model: NonNullable<BenchModel['peer']>, folder: string) => void
  readonly run: (folder: string) => Timed
}

const PEERS = join(import.meta.dirname, '..', '..', 'bench', 'peers')
const MEGABYTE = 1024 * 1024

const call = (program: string, args: readonly string[], folder: string): string =>
  execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: MEGABYTE * 64 })

export const isThere = (program: string): boolean => spawnSync('which', [program]).status === 0

/** The number that a pattern finds in what a tool printed. */
const numberIn = (text: string, pattern: RegExp): number => {
  const [, found] = pattern.exec(text) ?? []
  if (found === undefined) throw new Error(`the tool printed no ${pattern.source}:\n${text.slice(0, 2_000)}`)
  return Number(found)
}

const timed = (run: () => string): { readonly text: string; readonly seconds: number } => {
  const began = performance.now()
  const text = run()
  return { text, seconds: (performance.now() - began) / 1000 }
}

/** The step that fills in the initial state is one state and two steps of Spin's own. */
const spinOwn = (isSetUp: boolean): { readonly states: number; readonly steps: number } =>
  isSetUp ? { states: 1, steps: 2 } : { states: 0, steps: 1 }

/** Where a model for Spin is, and with which constants. */
export const peerModel = ({ file, constants }: NonNullable<BenchModel['peer']>) => ({
  path: join(PEERS, `${file}.pml`),
  defines: Object.entries(constants).map(([name, value]) => `-D${name}=${value}`),
})

export const spin: Peer = {
  tool: 'spin',
  needs: ['spin', 'gcc'],
  prepare: (model, folder) => {
    const { path, defines } = peerModel(model)
    call('spin', ['-a', ...defines, path], folder)
    const options = ['-O2', '-w', '-DSAFETY', '-DNOREDUCE', '-DNOBOUNDCHECK', '-DMEMLIM=16000']
    call('gcc', [...options, '-o', 'pan', 'pan.c'], folder)
    writeFileSync(join(folder, 'is-set-up'), String(readFileSync(path, 'utf8').includes('init {\n  d_step')))
  },
  run: (folder) => {
    const { text, seconds } = timed(() => call('./pan', ['-m1000000', '-w26', '-E'], folder))
    if (!text.includes('errors: 0')) throw new Error(`Spin found an error or stopped early:\n${text}`)
    const own = spinOwn(readFileSync(join(folder, 'is-set-up'), 'utf8') === 'true')
    const stored = numberIn(text, /([\d.e+]+) states, stored/)
    const states = stored - own.states
    return {
      states,
      transitions: stored + numberIn(text, /([\d.e+]+) states, matched/) - own.steps,
      depth: null,
      seconds,
      bytesPerState: (numberIn(text, /([\d.]+)\s+total actual memory/) * MEGABYTE) / states,
    }
  },
}

export const rumur: Peer = {
  tool: 'rumur',
  needs: ['rumur', 'clang'],
  prepare: ({ file, constants }, folder) => {
    const text = Object.entries(constants).map(([name, value]) => `const ${name}: ${value};\n`)
    const model = readFileSync(join(PEERS, `${file}.m`), 'utf8')
    writeFileSync(join(folder, 'model.m'), text.join('') + model)
    const off = ['--deadlock-detection', 'off', '--symmetry-reduction', 'off']
    call('rumur', ['--threads', '1', ...off, '-o', 'model.c', 'model.m'], folder)
    call('clang', ['-O3', '-march=native', '-std=c11', '-w', 'model.c', '-o', 'model', '-lpthread', '-latomic'], folder)
  },
  run: (folder) => {
    const { text, seconds } = timed(() => call('./model', [], folder))
    if (!text.includes('No error found')) throw new Error(`rumur found an error or stopped early:\n${text}`)
    return {
      states: numberIn(text, /(\d+) states, \d+ rules fired in/),
      transitions: numberIn(text, /\d+ states, (\d+) rules fired in/),
      depth: null,
      seconds,
      bytesPerState: null,
    }
  },
}
