/**
 * What the containers of a recording did: how each attempt ended and after how long, and which images could not be
 * pulled.
 */
import type { Item } from '../data.ts'

export interface Program {
  /** Absent: it ran on. */
  readonly exit?: { readonly code: number; readonly afterMs: number }
}

export interface Programs {
  readonly of: (container: string, attempt: number) => Program
  readonly isMissing: (image: string) => boolean
}

/** A call of the container runtime interface as it was recorded, or the end of a container. */
export interface Call {
  readonly t: number
  readonly call: string
  /** The container; the image. */
  readonly c?: string
  readonly n?: string
  readonly attempt?: number
  readonly timeout?: string
  readonly code?: number
  readonly fail?: boolean
}

export const callsIn = (items: readonly Item[]): readonly Call[] =>
  items.flatMap(({ value }) => {
    const { t, call, c, n, attempt, timeout, code, fail } = value
    if (typeof t !== 'number' || typeof call !== 'string') return []
    return [
      {
        t,
        call,
        ...(typeof c === 'string' ? { c } : {}),
        ...(typeof n === 'string' ? { n } : {}),
        ...(typeof attempt === 'number' ? { attempt } : {}),
        ...(typeof timeout === 'string' ? { timeout } : {}),
        ...(typeof code === 'number' ? { code } : {}),
        ...(fail === true ? { fail } : {}),
      },
    ]
  })

/** Containers of one name run one program: of those that run, the one that was started first ends first. */
export const programsIn = (calls: readonly Call[]): Programs => {
  const programs = new Map<string, Program>()
  const running = new Map<string, { readonly key: string; readonly t: number }[]>()
  for (const { t, call, c = '', attempt = 0, code = 0 } of calls) {
    const queue = running.get(c) ?? []
    running.set(c, queue)
    if (call === 'StartContainer') queue.push({ key: `${c}/${attempt}`, t })
    const ended = call === 'exited' ? queue.shift() : undefined
    if (ended !== undefined) programs.set(ended.key, { exit: { code, afterMs: t - ended.t } })
  }
  const missing = new Set(calls.flatMap(({ call, n, fail }) => (call === 'PullImage' && fail === true ? [n] : [])))
  return {
    of: (container, attempt) => programs.get(`${container}/${attempt}`) ?? {},
    isMissing: (image) => missing.has(image),
  }
}

/**
 * What a kubelet told its runtime about each container name, in order: `start 0`, `stop 3`; of images: `pull failed`.
 */
export const toldIn = (calls: readonly Call[]): { readonly [name: string]: readonly string[] } => {
  const told: { [name: string]: string[] } = {}
  const say = (name: string, what: string): unknown => (told[name] ??= []).push(what)
  for (const { call, c = '', n = '', attempt = 0, timeout = '', fail } of calls) {
    if (call === 'StartContainer') say(c, `start ${attempt}`)
    if (call === 'StopContainer') say(c, `stop ${timeout}`)
    if (call === 'PullImage' && fail === true) say(n, 'pull failed')
  }
  return told
}
