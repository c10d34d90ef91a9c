/** A sampled run as a trace: executed again through the plain rules, and judged again, before anybody sees it. */
import { internalError } from './errors.ts'
import { isBrokenBy } from './explain.ts'
import type { LastStep } from './explain.ts'
import { PlainMachine } from './plain.ts'
import type { Property } from './property.ts'
import type { Walk } from './run.ts'
import type { Trace, TraceStep } from './verdict.ts'
import type { Walker } from './walk.ts'

/** A run up to where it breaks a property; null: it does not. */
export const shownRun = <S>(walker: Walker<S>, property: Property<S>, walk: Walk<S>): Trace<S> | null => {
  const length = walk.broken.get(property)
  if (length === undefined) return null
  const { machine, interner } = walker.engine
  const plain = new PlainMachine(machine, interner)
  const initial = walker.decode(walk.states[0] ?? 0)
  let before = initial
  let last: LastStep<S> | null = null
  let time = 0
  const steps = walk.edges.slice(0, length).map((edge, i): TraceStep<S> => {
    const { rule, transition } = walker.successor(edge)
    const offer = plain.offersOf(walker.engine.rule(rule), before)[transition]
    const state = walker.decode(walk.states[i + 1] ?? 0)
    if (offer === undefined || !plain.isSameState(plain.settled(offer.raw), state)) {
      throw internalError('the plain rules do not follow a sampled run')
    }
    const action = plain.labelled(before, offer)
    last = { before, after: offer.raw, action }
    before = state
    time += offer.duration
    return { action, rule: offer.rule, fault: offer.fault, time, state }
  })
  const isLive = property.kind === 'eventually' || property.kind === 'leadsTo'
  const trace = { initial, steps, ...(walk.loopStart === null || !isLive ? {} : { loopStart: walk.loopStart }) }
  if (!isBrokenBy(property, trace, property.kind === 'onEveryStep' ? last : null)) {
    throw internalError(`a sampled run does not break ${property.name} when it is executed again`)
  }
  return trace
}
