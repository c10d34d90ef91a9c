/** Two-phase commit as a machine: resource managers, a transaction manager, and a growing set of messages. */
import type { Machine, Rule, Symmetry } from '../checker/index.ts'
import { always } from '../checker/index.ts'

type Manager = 'working' | 'prepared' | 'committed' | 'aborted'
type Sent = { readonly [message: string]: true }

export interface TwoPhaseCommit {
  readonly [manager: `rm${number}`]: Manager
  readonly tm: 'init' | 'committed' | 'aborted'
  readonly tmPrepared: Sent
  readonly messages: Sent
}

export const twoPhaseCommit = (n: number): Machine<TwoPhaseCommit> => {
  const managers = Array.from({ length: n }, (_, i) => `rm${i}` as const)
  const rule = (
    name: string,
    on: (s: TwoPhaseCommit) => boolean,
    writes: (s: TwoPhaseCommit) => Partial<TwoPhaseCommit>,
  ): Rule<TwoPhaseCommit> => ({
    name,
    next: (s) => (on(s) ? [{ action: { type: name }, writes: writes(s) }] : []),
  })
  const send = (s: TwoPhaseCommit, message: string) => ({ messages: { ...s.messages, [message]: true as const } })
  const perManager = managers.flatMap((rm) => [
    rule(
      `tm/receivePrepared ${rm}`,
      (s) => s.tm === 'init' && s.messages[rm] === true,
      (s) => ({ tmPrepared: { ...s.tmPrepared, [rm]: true } }),
    ),
    rule(
      `${rm}/prepare`,
      (s) => s[rm] === 'working',
      (s) => ({ [rm]: 'prepared', ...send(s, rm) }),
    ),
    rule(
      `${rm}/chooseToAbort`,
      (s) => s[rm] === 'working',
      () => ({ [rm]: 'aborted' }),
    ),
    rule(
      `${rm}/receiveCommit`,
      (s) => s.messages.commit === true,
      () => ({ [rm]: 'committed' }),
    ),
    rule(
      `${rm}/receiveAbort`,
      (s) => s.messages.abort === true,
      () => ({ [rm]: 'aborted' }),
    ),
  ])
  const allPrepared = (s: TwoPhaseCommit) => managers.every((rm) => s.tmPrepared[rm] === true)
  return {
    name: `two-phase commit, ${n} managers`,
    initial: [
      { ...Object.fromEntries(managers.map((rm) => [rm, 'working'])), tm: 'init', tmPrepared: {}, messages: {} },
    ],
    rules: [
      rule(
        'tm/commit',
        (s) => s.tm === 'init' && allPrepared(s),
        (s) => ({ tm: 'committed', ...send(s, 'commit') }),
      ),
      rule(
        'tm/abort',
        (s) => s.tm === 'init',
        (s) => ({ tm: 'aborted', ...send(s, 'abort') }),
      ),
      ...perManager,
    ],
  }
}

/** Who of the managers is who does not matter: give it to a machine as `symmetry`. */
export const managersAreAlike = (n: number): Symmetry<TwoPhaseCommit> => {
  const managers = Array.from({ length: n }, (_, i) => `rm${i}` as const)
  return { name: 'managers', slots: [managers], keys: { tmPrepared: managers, messages: managers } }
}

export const managersAgree = (n: number) =>
  always<TwoPhaseCommit>({
    name: 'managers-agree',
    clause: 'none',
    holds: (s) => {
      const states = Array.from({ length: n }, (_, i) => s[`rm${i}`])
      return !(states.includes('committed') && states.includes('aborted'))
    },
    explain: () => ['one manager committed, another aborted'],
  })
