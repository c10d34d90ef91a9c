/** Takes the clock and chance away from user code, which would not do the same again with them. */
import { Impure } from './errors.ts'
import { plainAction } from './json.ts'
import type { Successor } from './steps.ts'

/** So many first answers of each rule are tried: it is asked twice, without clock and chance. */
export const TRIED = 16

const forbidden = (what: string) => (): never => {
  throw new Impure(what)
}

const clock = forbidden('reads the clock: keep the time in a slot, or give it as the duration of a transition')
const chance = forbidden('asks for a random number: offer one transition for each possibility')

/** A date that is given is data; the date of now is not. */
const NO_NOW: ProxyHandler<Function> = {
  apply: clock,
  construct: (date, args): object => (args.length === 0 ? clock() : Reflect.construct(date, args)),
  get: (date, key): unknown => (key === 'now' ? clock : Reflect.get(date, key)),
}

/** What a function returns while there is neither clock nor chance. */
export const withoutChance = <R>(call: () => R): R => {
  const date: unknown = Reflect.get(globalThis, 'Date')
  const timer: unknown = Reflect.get(globalThis, 'performance')
  const random: unknown = Reflect.get(Math, 'random')
  try {
    if (typeof date === 'function') Reflect.set(globalThis, 'Date', new Proxy(date, NO_NOW))
    Reflect.set(globalThis, 'performance', { now: clock })
    Reflect.set(Math, 'random', chance)
    return call()
  } finally {
    Reflect.set(globalThis, 'Date', date)
    Reflect.set(globalThis, 'performance', timer)
    Reflect.set(Math, 'random', random)
  }
}

/** Do two answers offer the same, in the same order? Updates are functions, which nobody can compare. */
export const isSameAnswer = (a: readonly Successor[], b: readonly Successor[]): boolean => textOf(a) === textOf(b)

const textOf = (successors: readonly Successor[]): string =>
  JSON.stringify(
    successors.map(({ action, slots, ids, duration }) => [
      Object.entries(plainAction(action)).sort(([x], [y]) => (x < y ? -1 : 1)),
      slots,
      ids.map((id) => Math.max(-1, id)),
      duration,
    ]),
  )
