/** What is wrong with an input, and where. Ends the command with status 2. */

export interface Place {
  readonly file: string
  readonly line?: number
  readonly column?: number
  /** Path inside the document: `spec.template.spec.containers[0].name`. */
  readonly path?: string
}

export interface Problem extends Place {
  /** What is wrong and what to do about it. */
  readonly text: string
}

export class InputError extends Error {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'))
    this.name = 'InputError'
    this.problems = problems
  }
}

/** `file:line:column: path: text`, without what is unknown. */
export const formatProblem = ({ file, line, column, path, text }: Problem): string => {
  const place = [file, line, line === undefined ? undefined : column].filter((p) => p !== undefined)
  const inside = path === undefined || path === '' ? [] : [path]
  return printable([place.join(':'), ...inside, text].join(': '))
}

/** User text for a terminal: no control characters, no bidirectional overrides, no line breaks. */
export const printable = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\u00b7')
