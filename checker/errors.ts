/**
 * Errors of whoever wrote a machine or a property: what happened, the likeliest cause, what to do.
 */

/**
 * Something in the machine or a property is wrong; not a violation, and not the checker's fault.
 */
export class MachineError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.name = 'MachineError'
  }
}

/** User code that would not do the same again; says what it does. */
export class Impure extends Error {}

const MUTATION = /read only|only a getter|not extensible|Cannot delete|Cannot redefine/i

/** The error of user code, with the name of whose code it was. */
export const blame = (who: string, error: unknown): Error => {
  if (error instanceof MachineError) return error
  if (error instanceof Impure) return new MachineError(`${who} ${error.message}`, error)
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof TypeError && MUTATION.test(message)) {
    return new MachineError(
      `${who} changes a value of the state: build a new value instead (${message})`,
      error,
    )
  }
  return new MachineError(`${who} threw: ${message}`, error)
}

/** Somebody read other things for the same values. */
export const impure = (who: string, { hasProjected }: { readonly hasProjected: boolean }): Error =>
  new MachineError(
    `${who} reads other slots for the same values: it is not a pure function` +
      (hasProjected ? '; or it makes a function anew for each project(): define it once, outside' : ''),
  )

/** A defect of the checker itself, or a rule that is not pure: no verdict may be given. */
export const internalError = (message: string): Error =>
  new Error(`internal error: ${message}; is a rule not pure?`)
