/** Pod phases as upstream's own tests of getPhase expect them. */
import type { PodSpec } from '../../model/objects.ts'
import type { ContainerInfo } from '../../model/kubelet/phase.ts'
import { phaseOf } from '../../model/kubelet/phase.ts'
import type { Outcome } from '../agreement.ts'

interface Ended {
  readonly exitCode?: number
  readonly reason?: string
}

interface Status {
  readonly name: string
  readonly started?: boolean
  readonly state?: { readonly waiting?: object; readonly running?: object; readonly terminated?: Ended }
  readonly lastState?: { readonly terminated?: Ended }
}

export interface PhaseCase {
  readonly id: string
  readonly podSpec: Partial<PodSpec>
  readonly containerStatusInfo: readonly Status[]
  readonly podIsTerminal: boolean
  readonly podHasInitialized: boolean
  readonly expectedPhase: string
}

const infoOf = ({ name, started, state = {}, lastState }: Status): ContainerInfo => {
  const kind = (['waiting', 'running', 'terminated'] as const).find((k) => state[k] !== undefined)
  const ended = state.terminated ?? (kind === 'waiting' ? lastState?.terminated : undefined)
  return {
    name,
    ...(kind === undefined ? {} : { state: kind }),
    // Go's zero value: a container that ended well has no exit code written down.
    ...(ended === undefined ? {} : { exitCode: ended.exitCode ?? 0 }),
    ...(ended?.reason === 'RestartingAllContainers' ? { isRestartingAll: true } : {}),
    ...(started === undefined ? {} : { started }),
  }
}

export const comparePhase = (c: PhaseCase): Outcome => {
  const found = phaseOf({ containers: [], ...c.podSpec }, c.containerStatusInfo.map(infoOf), {
    isTerminal: c.podIsTerminal,
    isInitialized: c.podHasInitialized,
  })
  return found === c.expectedPhase
    ? { what: c.id, is: 'agreed' }
    : { what: c.id, is: 'differed', reason: null, how: `expected ${c.expectedPhase}, got ${found}` }
}
