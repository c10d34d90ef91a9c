/** What kubelets and runtimes really did, where the recording tells: no status may run ahead of it. */
import type { Pod } from '../../model/objects.ts'
import type { FaultLine, GroundLine, Recording } from './recording.ts'

/** Clocks of the recorder's parts differ by a few ms. */
const SLACK_MS = 50

const SILENT: { readonly [what: string]: string } = {
  'process-crash': 'its process is dead',
  'machine-crash': 'its machine is down',
  'partition-begins': 'it is cut off',
}
const SPEAKING = new Set(['process-start', 'partition-ends'])
const ENDS = new Set(['container-stopped', 'container-exited', 'container-killed-pod-gone'])

export class Grounds {
  private readonly byNode = new Map<string, GroundLine[]>()
  private readonly byPod = new Map<string, GroundLine[]>()
  /** Nodes of which every start of a container is recorded. */
  private readonly complete = new Set<string>()

  constructor({ lines }: Recording) {
    for (const line of lines) {
      if (line.kind !== 'ground') continue
      this.note(this.byNode, line.node, line)
      if (line.uid !== null) this.note(this.byPod, line.uid, line)
      if (line.what === 'container-started') this.complete.add(line.node)
    }
  }

  private note(map: Map<string, GroundLine[]>, key: string, line: GroundLine): void {
    const known = map.get(key)
    if (known === undefined) map.set(key, [line])
    else known.push(line)
  }

  /** Why a kubelet cannot reach the API server at this time; null: it can, or nobody knows. */
  silence(node: string, t: number | null): string | null {
    if (t === null) return null
    const last = (this.byNode.get(node) ?? [])
      .filter(({ what, t: at }) => at !== null && at <= t - SLACK_MS && (what in SILENT || SPEAKING.has(what)))
      .at(-1)
    const next = (this.byNode.get(node) ?? []).find(
      ({ what, t: at }) => at !== null && Math.abs(at - t) < SLACK_MS && (what in SILENT || SPEAKING.has(what)),
    )
    return last === undefined || next !== undefined ? null : (SILENT[last.what] ?? null)
  }

  private of(pod: Pod, t: number): readonly GroundLine[] | null {
    if (!this.complete.has(pod.spec.nodeName ?? '')) return null
    return (this.byPod.get(pod.metadata.uid) ?? []).filter((line) => line.t !== null && line.t <= t + SLACK_MS)
  }

  /** A container that the status has running must have been started. */
  statusObjection(before: Pod, after: Pod, t: number | null): string | null {
    const lines = t === null ? null : this.of(before, t)
    if (lines === null) return null
    const isNew = after.status.containerStatuses?.some(
      ({ name, state }) =>
        state === 'running' &&
        before.status.containerStatuses?.find((status) => status.name === name)?.state !== 'running',
    )
    if (isNew !== true || lines.some(({ what }) => what === 'container-started')) return null
    return `no container of ${after.metadata.name} was started`
  }

  /** The kubelet deletes a pod when nothing of it runs any more. */
  deletionObjection(pod: Pod, t: number | null): string | null {
    const lines = t === null ? null : this.of(pod, t)
    const started = lines?.findLast(({ what }) => what === 'container-started')
    if (lines === null || started === undefined || t === null) return null
    const ended = lines.some(({ what, line }) => ENDS.has(what) && line > started.line)
    const crashed = (this.byNode.get(started.node) ?? []).some(
      ({ what, line, t: at }) => what === 'machine-crash' && line > started.line && at !== null && at <= t,
    )
    return ended || crashed ? null : `the container of ${pod.metadata.name} still runs`
  }
}

/** Has the control plane itself met a fault by then? */
export const disturbedSince = ({ lines }: Recording): number => {
  const first = lines.find((line): line is FaultLine => line.kind === 'fault' && line.node === null)
  return first?.t ?? Infinity
}
