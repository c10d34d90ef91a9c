/** What a user does to the cluster beside kubectl: lets time pass, injects faults, walks a recorded run. */
import { FAULTS, FAULT_KINDS } from '../../model/fault-kinds.ts'
import type { FaultKind } from '../../model/fault-kinds.ts'
import type { FaultAction } from '../../model/faults.ts'
import { didYouMean } from '../input/did-you-mean.ts'
import type { Session } from './session.ts'

export interface Said {
  readonly isFine: boolean
  readonly lines: readonly string[]
}

interface Command {
  readonly usage: string
  readonly does: string
  /** Changes nothing: a GET may run it. */
  readonly isReading?: true
  readonly run: (session: Session, words: readonly string[]) => Said
}

const fine = (...lines: readonly string[]): Said => ({ isFine: true, lines })
const wrong = (...lines: readonly string[]): Said => ({ isFine: false, lines })

/** kubectl itself runs outside the model here. */
const INJECTABLE: readonly FaultKind[] = FAULT_KINDS.filter((kind) => kind !== 'crash-kubectl')

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(3)} s`

const detailsOf = ({ type: _type, ...details }: FaultAction): string =>
  Object.entries(details)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')

const kindNamed = (name: string): FaultKind | null => INJECTABLE.find((kind) => kind === name) ?? null

const noKind = (name: string): Said => {
  const near = didYouMean(name, INJECTABLE)
  return wrong(`${name} is no kind of fault; ${near === null ? '`faults` names them' : `did you mean ${near}?`}`)
}

const onlyLive = 'this is a recorded run; `continue` lets the cluster live on from here'

const MAX_SHOWN = 40

const faults = (session: Session, [name]: readonly string[]): Said => {
  if (name === undefined) return fine(...INJECTABLE.map((kind) => `${kind.padEnd(24)}${FAULTS[kind]}`))
  const kind = kindNamed(name)
  if (kind === null) return noKind(name)
  if (session.live === null) return wrong(onlyLive)
  // Later in the same moment the same can strike again: it is told once.
  const actions = session.live.faults(new Set([kind])).filter(({ after }) => after === undefined)
  const possible = [...new Set(actions.map(detailsOf))]
  if (possible.length === 0) return fine(`${kind} cannot strike now`)
  const more = possible.length > MAX_SHOWN ? [`... and ${possible.length - MAX_SHOWN} more`] : []
  return fine(...possible.slice(0, MAX_SHOWN).map((details) => `inject ${kind} ${details}`), ...more)
}

const inject = (session: Session, [name = '', ...wanted]: readonly string[]): Said => {
  const kind = kindNamed(name)
  if (kind === null) return noKind(name)
  if (session.live === null) return wrong(onlyLive)
  // `inject power-off-node n2` and `inject power-off-node machine=n2` mean the same.
  const fits = (action: FaultAction): boolean => {
    const details = detailsOf(action).split(' ')
    return wanted.every((word) =>
      details.some((detail) => detail === word || detail.endsWith(`=${word}`) || detail.endsWith(`/${word}`)),
    )
  }
  const struck = session.live.inject(kind, fits)
  return struck === null
    ? wrong(`no ${[kind, ...wanted].join(' ')} can strike now; \`faults ${kind}\` shows what can`)
    : fine(`${kind} ${detailsOf(struck)} at ${seconds(session.now)}`)
}

const count = (word: string | undefined): number | null => {
  if (word === undefined) return 1
  return /^\d{1,6}$/.test(word) ? Number(word) : null
}

const walkLines = (session: Session): readonly string[] => {
  const { index, recorded } = session
  const told = recorded[index]?.told ?? []
  return [`step ${index} of ${recorded.length - 1} at ${seconds(session.now)}`, ...told.map((line) => `  ${line}`)]
}

const step = (session: Session, [word]: readonly string[]): Said => {
  const times = count(word)
  if (times === null) return wrong(`${word ?? ''} is no number of steps`)
  const { live } = session
  if (live === null) {
    session.walkTo(session.index + times)
    return fine(...walkLines(session))
  }
  const lines: string[] = []
  for (let i = 0; i < times; i += 1) {
    const told = live.step()
    if (told === null) return fine(...lines, 'nothing is due: the cluster is settled')
    lines.push(`${seconds(session.now)}`, ...told.map((line) => `  ${line}`))
  }
  return fine(...lines)
}

const back = (session: Session, [word]: readonly string[]): Said => {
  const times = count(word)
  if (times === null) return wrong(`${word ?? ''} is no number of steps`)
  if (session.live !== null)
    return wrong('a living cluster cannot go back; `serve --counterexample FILE` walks both ways')
  session.walkTo(session.index - times)
  return fine(...walkLines(session))
}

const goto = (session: Session, [word]: readonly string[]): Said => {
  const index = count(word)
  if (index === null || word === undefined) return wrong('say which step: goto 12')
  if (session.live !== null) return wrong('only a recorded run has numbered steps')
  session.walkTo(index)
  return fine(...walkLines(session))
}

const UNITS: { readonly [unit: string]: number } = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

const durationOf = (word: string): number | null => {
  const [, amount, unit = ''] = /^(\d{1,6}(?:\.\d{1,3})?)(ms|s|m|h)$/.exec(word) ?? []
  return amount === undefined ? null : Number(amount) * (UNITS[unit] ?? 1)
}

const MAX_RUN_MS = 24 * 3_600_000

const run = (session: Session, [word = '']: readonly string[]): Said => {
  const ms = durationOf(word)
  if (ms === null || ms > MAX_RUN_MS) return wrong('say for how long, up to a day: run 30s')
  if (session.live === null) return wrong(onlyLive)
  session.live.runUntil(session.now + ms, () => true, Infinity)
  // Real time goes on from here.
  session.setSpeed(session.speed)
  return fine(`now at ${seconds(session.now)}`)
}

const speed = (session: Session, [word = '']: readonly string[]): Said => {
  if (word === 'step') session.setSpeed(null)
  else if (/^\d{1,4}(\.\d{1,3})?$/.test(word) && Number(word) > 0) session.setSpeed(Number(word))
  else return wrong('say how fast: speed 10, or speed step to let time stand still')
  return status(session)
}

const liveOn = (session: Session): Said => {
  if (session.live !== null) return wrong('the cluster lives already')
  session.liveOn()
  return fine(`the cluster lives on from step ${session.index}, at ${seconds(session.now)}`)
}

const status = (session: Session): Said => {
  if (session.live === null) return fine(...walkLines(session))
  const { outages } = session.live.state
  const broken = Object.entries(outages).flatMap(([what, names]) =>
    what === 'turn' ? [] : Object.keys(names).map((name) => `  ${what}: ${name}`),
  )
  const pace =
    session.speed === null
      ? 'time stands still but for steps and answers'
      : `time runs ${session.speed} times as fast as yours`
  return fine(`${seconds(session.now)}; ${pace}`, ...(broken.length === 0 ? ['nothing is broken'] : broken))
}

const help = (): Said => fine(...Object.values(COMMANDS).map(({ usage, does }) => `${usage.padEnd(28)}${does}`))

const COMMANDS: { readonly [name: string]: Command } = {
  faults: {
    usage: 'faults [KIND]',
    does: 'the kinds of faults; with a kind, what it can strike now',
    isReading: true,
    run: faults,
  },
  inject: { usage: 'inject KIND [TARGET...]', does: 'a fault strikes: inject power-off-node n2', run: inject },
  step: { usage: 'step [N]', does: 'the next moments, one by one', run: step },
  back: { usage: 'back [N]', does: 'steps back in a recorded run', run: back },
  goto: { usage: 'goto N', does: 'a step of a recorded run', run: goto },
  run: { usage: 'run DURATION', does: 'lets time pass at once: run 30s', run },
  speed: { usage: 'speed N|step', does: 'how fast time passes', run: speed },
  continue: { usage: 'continue', does: 'the cluster lives on from here in a recorded run', run: liveOn },
  status: { usage: 'status', does: 'the time, and what is broken', isReading: true, run: status },
  help: { usage: 'help', does: 'this', isReading: true, run: help },
}

export class Control {
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  run(name: string, words: readonly string[], isReading = false): Said {
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (command === undefined) {
      const near = didYouMean(name, Object.keys(COMMANDS))
      return wrong(`there is no command ${name}; ${near === null ? '`help` names them' : `did you mean ${near}?`}`)
    }
    if (isReading && command.isReading !== true) return wrong(`${name} changes something: send it with POST`)
    return command.run(this.#session, words)
  }
}
