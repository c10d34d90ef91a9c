/** JSON values one after the other, on one line each (JSONL) or spread over many (kubectl -o json), with their lines. */

export interface Value {
  readonly line: number
  readonly value: unknown
}

/** `column` is that of the line on which the broken value begins. */
export class JsonProblem extends Error {
  readonly line: number
  readonly column: number
  constructor(line: number, column: number, text: string) {
    super(text)
    this.line = line
    this.column = column
  }
}

const isSpace = (char: string | undefined): boolean => char === ' ' || char === '\n' || char === '\r' || char === '\t'

/** Where the value that begins here ends; undefined: it does not. */
const endOf = (text: string, from: number): number | undefined => {
  let depth = 0
  let isText = false
  for (let i = from; i < text.length; i += 1) {
    const char = text[i]
    if (isText) {
      if (char === '\\') i += 1
      else if (char === '"') isText = false
    } else if (char === '"') isText = true
    else if (char === '{' || char === '[') depth += 1
    else if (char === '}' || char === ']') {
      depth -= 1
      if (depth === 0) return i + 1
    }
  }
  return undefined
}

const parsed = (text: string, line: number, column: number): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new JsonProblem(line, column, 'is not JSON; give the recording as it was written')
  }
}

/** Throws JsonProblem. */
export const valuesOf = (text: string): readonly Value[] => {
  const values: Value[] = []
  let line = 1
  let lineStart = 0
  for (let i = 0; i < text.length;) {
    if (isSpace(text[i])) {
      if (text[i] === '\n') {
        line += 1
        lineStart = i + 1
      }
      i += 1
      continue
    }
    const column = i - lineStart + 1
    const end = text[i] === '{' ? endOf(text, i) : undefined
    if (end === undefined) {
      throw new JsonProblem(line, column, 'is not a whole JSON object; is the recording cut off, or something else?')
    }
    const part = text.slice(i, end)
    values.push({ line, value: parsed(part, line, column) })
    line += part.split('\n').length - 1
    if (part.includes('\n')) lineStart = i + part.lastIndexOf('\n') + 1
    i = end
  }
  return values
}
