/**
 * Progress on stderr: one rewritten line on a terminal; elsewhere a plain line after 10 s, 30 s, and then every
 * 60 s. An exhaustive search has no honest estimate of its end: the level, the states and the queue are shown.
 */
import { plural } from '../reports/plural.ts'
import type { Progress } from './job.ts'

interface Stream {
  readonly isTTY?: boolean
  readonly write: (text: string) => unknown
}

export interface Reporter {
  readonly show: (progress: Progress) => void
  /** A line that stays. */
  readonly say: (line: string) => void
  readonly done: () => void
}

const sentence = (p: Progress): string => {
  switch (p.phase) {
    case 'exploring':
      return `exploring ${plural(p.faults, 'fault')}: ${p.states.toLocaleString('en')} states, ${p.queue.toLocaleString('en')} to go on from`
    case 'sampling':
      return `sampling: ${p.runs.toLocaleString('en')} runs with up to ${plural(p.faults, 'fault')}`
    case 'suggestions':
      return 'trying what would help'
  }
}

const PLAIN_AT_S = [10, 30, 60]

export const progressReporter = (stream: Stream, clock: () => number = () => performance.now()): Reporter => {
  const began = clock()
  let next = 0
  let shown = false
  const seconds = (): number => (clock() - began) / 1000
  const due = (): number => PLAIN_AT_S[next] ?? 60 * (next - PLAIN_AT_S.length + 2)
  return {
    show: (progress) => {
      const text = `${sentence(progress)} (${seconds().toFixed(0)} s)`
      if (stream.isTTY === true) {
        stream.write(`\r\u001b[K${text}`)
        shown = true
      } else if (seconds() >= due()) {
        stream.write(`${text}\n`)
        next += 1
      }
    },
    say: (line) => void stream.write(`${shown ? '\r\u001b[K' : ''}${line}\n`),
    done: () => {
      if (shown) stream.write('\r\u001b[K')
    },
  }
}
