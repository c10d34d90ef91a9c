/**
 * How a rule says that it needs less than a whole slot. `project` reads a part of a slot: the
 * answer is remembered per value of that part, so a rule that counts the live pods of a cluster is
 * not asked again when a pod changes and lives on. `update` writes a slot as a function of its old
 * value, which the rule then need not read. Both are remembered per value of the slot; on plain
 * objects they do what they say.
 */
import type { Json, Writes } from './machine.ts'

/** Must be defined once, outside the rules: what it said is remembered by its identity. */
export type Part<V, R extends Json> = (value: V) => R

/** The key under which the engine's view of a state offers to read parts of slots. */
export const PROJECT = Symbol('project')

/** Reads what `part` makes of a slot; a pure function, defined once and not in the rule. */
export const project = <S extends object, K extends keyof S, R extends Json>(
  state: S,
  slot: K,
  part: Part<S[K], R>,
): R => {
  const read: unknown = Reflect.get(state, PROJECT)
  return typeof read === 'function' ? (read(slot, part) as R) : part(state[slot])
}

/** What becomes of a slot, as a function of what it held. */
export class Update<V> {
  readonly change: (value: V) => V

  constructor(change: (value: V) => V) {
    this.change = change
  }
}

/** A write of a slot by a pure function of its old value, defined once and not in the rule. */
export const update = <V>(change: (value: V) => V): Update<V> => new Update(change)

/** A state after writes, as plain data: for whoever executes rules one by one. */
export const afterWrites = <S>(state: S, writes: Writes<S>): S => {
  const next: Partial<Record<keyof S, unknown>> = { ...state }
  for (const slot of Object.keys(Object(writes)) as (keyof S)[]) {
    const write: unknown = writes[slot]
    next[slot] = write instanceof Update ? write.change(state[slot]) : write
  }
  return next as S
}
