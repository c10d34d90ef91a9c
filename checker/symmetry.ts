/**
 * Members of a machine that are alike: whatever happens to one could as well have happened to
 * another. The search keeps one state of each class of states that differ only in who is who.
 */

/** Who stands where, after members changed places. */
export type Renaming = (member: number) => number

/**
 * Says where the members of one kind show in a state, numbered from 0. What is left out here must
 * not tell them apart; the search tries that out on many states, and refuses a machine that does.
 */
export interface Symmetry<S> {
  /** What they are: `pods`. */
  readonly name: string
  /** How many there are; only where neither `slots` nor `keys` tell. */
  readonly size?: number
  /** Lists of slots, the one of member i at place i: `[['object1', 'object2'], ['wire1', 'wire2']]`. */
  readonly slots?: readonly (readonly (keyof S & string)[])[]
  /** Slots that hold a record with a key of each member, or of some; its other keys stay: `{ messages: ['rm0', 'rm1'] }`. */
  readonly keys?: { readonly [K in keyof S]?: readonly string[] }
  /**
   * What becomes of values that name members. All orders of the members are tried then, so it is
   * for few of them. Must be given for every slot of a list or for none.
   */
  readonly rename?: { readonly [K in keyof S]?: (value: S[K], to: Renaming) => S[K] }
}
