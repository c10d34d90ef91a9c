/**
 * Transaction commit: managers prepare, and decide as one would like two-phase commit to let them. Source: TCommit of
 * "Consensus on Transaction Commit" (Gray and Lamport).
 */
import type { Machine, Property } from '../../checker/index.ts'
import { always } from '../../checker/index.ts'
import { put, step, upTo } from './rules.ts'

type Manager = 'working' | 'prepared' | 'committed' | 'aborted'

export interface TransactionCommit {
  readonly [manager: `rm${number}`]: Manager
}

export const transactionCommit = (n: number): Machine<TransactionCommit> => {
  const managers = upTo(n).map((i) => `rm${i}` as const)
  const canCommit = (s: TransactionCommit) => managers.every((rm) => s[rm] === 'prepared' || s[rm] === 'committed')
  const isCommitted = (s: TransactionCommit) => managers.some((rm) => s[rm] === 'committed')
  return {
    name: `transaction commit, ${n} managers`,
    initial: [Object.fromEntries(managers.map((rm): [string, Manager] => [rm, 'working']))],
    symmetry: [{ name: 'managers', slots: [managers] }],
    rules: managers.flatMap((rm) => [
      step<TransactionCommit>('prepare', rm, (s) => (s[rm] === 'working' ? put(rm, 'prepared') : null)),
      step<TransactionCommit>('commit', rm, (s) =>
        s[rm] === 'prepared' && canCommit(s) ? put(rm, 'committed') : null,
      ),
      step<TransactionCommit>('abort', rm, (s) =>
        (s[rm] === 'working' || s[rm] === 'prepared') && !isCommitted(s) ? put(rm, 'aborted') : null,
      ),
    ]),
  }
}

export const decisionsAgree: Property<TransactionCommit> = always({
  name: 'decisions-agree',
  clause: 'TCConsistent',
  holds: (s) => !(Object.values(s).includes('aborted') && Object.values(s).includes('committed')),
  explain: () => ['one manager committed, another aborted'],
})
