/** Recorded probes of a real API server: a title behind `##`, and what came of it as JSON in the next line. */
import { readFileSync } from 'node:fs'
import type { Json } from '../../cli/serve/rest/json.ts'
import { InputError } from '../../cli/input/problem.ts'

export interface Recorded {
  readonly title: string
  readonly seen: Json
}

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new InputError([{ file, text: `cannot be read: ${why}; give a file of recorded probes` }])
  }
}

const parsed = (file: string, line: number, text: string): Json => {
  try {
    return JSON.parse(text) as Json
  } catch {
    throw new InputError([{ file, line, text: 'is not JSON; expected what came of the probe above' }])
  }
}

export const readRecording = (file: string): readonly Recorded[] => {
  const lines = readText(file).split('\n')
  const probes = lines.flatMap((line, i) => {
    const title = /^## (.+)$/.exec(line)?.[1]
    if (title === undefined) return []
    return [{ title: title.trim(), seen: parsed(file, i + 2, lines[i + 1] ?? '') }]
  })
  if (probes.length === 0)
    throw new InputError([{ file, text: 'holds no probe; expected `## title` and a line of JSON' }])
  return probes
}
