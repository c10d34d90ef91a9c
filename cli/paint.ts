/** Colours where they are wanted: on a terminal, unless NO_COLOR says no or FORCE_COLOR says yes. */
import picocolors from 'picocolors'
import type { Paint } from '../reports/terminal.ts'

export const paint = (stream: { readonly isTTY?: boolean }): Paint => {
  const { NO_COLOR, FORCE_COLOR } = process.env
  const isWanted =
    NO_COLOR !== undefined && NO_COLOR !== ''
      ? false
      : FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0'
        ? true
        : stream.isTTY === true
  const { bold, dim, red, green, yellow } = picocolors.createColors(isWanted)
  return { bold, dim, red, green, yellow }
}
