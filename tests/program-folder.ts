/** A folder for the whole test run in which the program is built once, by the first test file that runs it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    readonly programFolder: string
  }
}

export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'kubeproof-program-'))
  project.provide('programFolder', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}
