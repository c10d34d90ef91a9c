/**
 * A small language to ask things of each state of a run, read by hand: nothing of it is ever executed as code.
 *
 *   count(pods[status.phase == "Running"]) >= 2      pods["default/web-1"].spec.nodeName == "n3"
 *   nodes.n3.status.conditions[type == "Ready"].status      not (outages.off.n3)      time > 40 and revision < 200
 */

export type Query =
  | { readonly is: 'value'; readonly value: string | number | boolean | null }
  | { readonly is: 'path'; readonly steps: readonly PathStep[] }
  | { readonly is: 'count'; readonly of: Query }
  | { readonly is: 'not'; readonly of: Query }
  | { readonly is: 'both'; readonly operator: Operator; readonly left: Query; readonly right: Query }

export type PathStep = { readonly get: string } | { readonly all: true } | { readonly where: Query }

export type Operator = 'or' | 'and' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'contains'

/** What was expected, and at which character. */
export class QueryError extends Error {
  readonly at: number
  constructor(at: number, text: string) {
    super(`at character ${at + 1}: ${text}`)
    this.name = 'QueryError'
    this.at = at
  }
}

interface Token {
  readonly kind: 'name' | 'number' | 'text' | 'sign' | 'end'
  readonly text: string
  readonly at: number
}

const TOKEN = /\s*(?:([A-Za-z_][\w-]*(?:\/[\w.-]+)*)|(\d+(?:\.\d+)?)|("(?:[^"\\]|\\.)*")|(==|!=|<=|>=|[<>()[\].*]))/y

/** Longer than this nobody writes one; nested deeper nobody reads it. */
const MAX_LENGTH = 2_000
const MAX_DEPTH = 100

const KINDS = ['name', 'number', 'text', 'sign'] as const

const tokensOf = (source: string): readonly Token[] => {
  if (source.length > MAX_LENGTH) throw new QueryError(MAX_LENGTH, `an expression has at most ${MAX_LENGTH} characters`)
  const tokens: Token[] = []
  let at = 0
  while (source.slice(at).trim() !== '') {
    TOKEN.lastIndex = at
    const found = TOKEN.exec(source)
    if (found === null) throw new QueryError(at + source.slice(at).search(/\S/), 'this is no part of an expression')
    const group = found.slice(1).findIndex((part) => part !== undefined)
    const text = found[group + 1] ?? ''
    at = TOKEN.lastIndex
    tokens.push({ kind: KINDS[group] ?? 'sign', text, at: at - text.length })
  }
  return [...tokens, { kind: 'end', text: 'the end', at: source.length }]
}

const COMPARISONS: readonly string[] = ['==', '!=', '<', '<=', '>', '>=', 'contains']
const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
])

class Parser {
  readonly #tokens: readonly Token[]
  #next = 0
  #depth = 0

  constructor(source: string) {
    this.#tokens = tokensOf(source)
  }

  whole(): Query {
    const query = this.#either()
    if (this.#peek().kind !== 'end') throw this.#unexpected('the end, `and`, `or` or a comparison')
    return query
  }

  #peek(): Token {
    const token = this.#tokens[Math.min(this.#next, this.#tokens.length - 1)]
    if (token === undefined) throw new QueryError(0, 'there is no expression')
    return token
  }

  #unexpected(wanted: string): QueryError {
    const { at, text } = this.#peek()
    return new QueryError(at, `expected ${wanted}, found ${text}`)
  }

  #takes(text: string): boolean {
    const { kind } = this.#peek()
    const isIt = kind !== 'text' && kind !== 'end' && this.#peek().text === text
    if (isIt) this.#next += 1
    return isIt
  }

  #must(text: string): void {
    if (!this.#takes(text)) throw this.#unexpected(text)
  }

  #either(): Query {
    if ((this.#depth += 1) > MAX_DEPTH) throw this.#unexpected('fewer brackets inside each other')
    let left = this.#all()
    while (this.#takes('or')) left = { is: 'both', operator: 'or', left, right: this.#all() }
    this.#depth -= 1
    return left
  }

  #all(): Query {
    let left = this.#negated()
    while (this.#takes('and')) left = { is: 'both', operator: 'and', left, right: this.#negated() }
    return left
  }

  #negated(): Query {
    if (!this.#takes('not')) return this.#compared()
    if ((this.#depth += 1) > MAX_DEPTH) throw this.#unexpected('fewer negations')
    const of = this.#negated()
    this.#depth -= 1
    return { is: 'not', of }
  }

  #compared(): Query {
    const left = this.#atom()
    const operator = COMPARISONS.find((sign): sign is Operator => this.#takes(sign))
    return operator === undefined ? left : { is: 'both', operator, left, right: this.#atom() }
  }

  #atom(): Query {
    const { kind, text } = this.#peek()
    if (this.#takes('(')) {
      const inner = this.#either()
      this.#must(')')
      return inner
    }
    if (kind === 'number' || kind === 'text') {
      this.#next += 1
      return { is: 'value', value: kind === 'number' ? Number(text) : this.#string(text) }
    }
    if (kind !== 'name') throw this.#unexpected('a name, a number, a text or (')
    this.#next += 1
    const constant = CONSTANTS.get(text)
    if (constant !== undefined) return { is: 'value', value: constant }
    if (text === 'count' && this.#takes('(')) {
      const of = this.#either()
      this.#must(')')
      return { is: 'count', of }
    }
    return { is: 'path', steps: [{ get: text }, ...this.#steps()] }
  }

  #string(text: string): string {
    return text.slice(1, -1).replace(/\\(.)/g, '$1')
  }

  #steps(): readonly PathStep[] {
    const steps: PathStep[] = []
    for (;;) {
      if (this.#takes('.')) steps.push(this.#named())
      else if (this.#takes('[')) steps.push(this.#bracket())
      else return steps
    }
  }

  #named(): PathStep {
    const { kind, text } = this.#peek()
    if (kind !== 'name' && kind !== 'number') throw this.#unexpected('a name after the dot')
    this.#next += 1
    return { get: text }
  }

  #bracket(): PathStep {
    const { kind, text } = this.#peek()
    const follows = this.#tokens[this.#next + 1]?.text
    let step: PathStep
    if (this.#takes('*')) step = { all: true }
    else if ((kind === 'number' || kind === 'text') && follows === ']') {
      this.#next += 1
      step = { get: kind === 'text' ? this.#string(text) : text }
    } else step = { where: this.#either() }
    this.#must(']')
    return step
  }
}

export const parseQuery = (source: string): Query => new Parser(source).whole()
