/** A process that is killed while it searches, again and again, comes to the same end. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, inject, test } from 'vitest'
import { buildCommandLine } from '../cli/fixtures/command-line.ts'

const folder = mkdtempSync(join(tmpdir(), 'kubeproof-kill-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Explores with a checkpoint after each batch, tells when it has begun, and at last what it found. */
const PROGRAM = `
  import { explore } from 'PROGRAM/checker/index.js'
  import { openFolder } from 'PROGRAM/checkpoint/index.js'
  import { managersAgree, twoPhaseCommit } from 'PROGRAM/examples/two-phase-commit.js'
  const machine = twoPhaseCommit(5)
  const keep = process.argv[1]
  const options = keep === undefined ? {} : { checkpoint: { store: openFolder(keep).store, isDue: () => true } }
  process.stdout.write('begun\\n')
  const { verdicts, stats: { bytes, ...stats } } = explore(machine, [managersAgree(5)], { faults: 0, reduce: [], ...options })
  process.stdout.write(JSON.stringify({ verdicts, stats }))
`

/** What it says; null: it was killed, so many ms after it began. */
const run = async (args: readonly string[], killedAfter: number): Promise<string | null> => {
  const program = PROGRAM.replaceAll('PROGRAM', `file://${inject('programFolder')}/dist`)
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, ...args])
  let [said, complained] = ['', '']
  child.stdout.on('data', (data) => {
    said += data
    if (said.includes('begun') && killedAfter < Infinity) setTimeout(() => child.kill('SIGKILL'), killedAfter)
  })
  child.stderr.on('data', (data) => (complained += data))
  const [code] = await once(child, 'close')
  expect(complained).toBe('')
  return code === 0 ? said : null
}

test('killed at several moments, the last process finds what one alone finds', async () => {
  buildCommandLine().remove()
  const wanted = await run([], Infinity)
  let found: string | null = null
  let kills = 0
  for (; found === null && kills < 12; kills += 1) found = await run([folder], 20 + 37 * kills)
  expect(kills).toBeGreaterThan(1)
  found ??= await run([folder], Infinity)
  expect(JSON.parse(wanted?.slice(6) ?? '')).toMatchObject({ stats: { states: 8_832, depth: 17, end: 'complete' } })
  expect(found).toBe(wanted)
})
