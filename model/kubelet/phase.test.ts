import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { ContainerInfo } from './phase.ts'
import { phaseOf } from './phase.ts'
import type { PodSpec } from '../objects.ts'

const CASES = '/work/shared/conformance/cases/kubelet-getPhase.json'

interface GoStatus {
  readonly name: string
  readonly started?: boolean
  readonly state: { readonly [kind: string]: { readonly exitCode?: number } }
  readonly lastState?: { readonly terminated?: { readonly exitCode?: number } }
}

interface GoCase {
  readonly id: string
  readonly name: string
  readonly featureGates: { readonly [gate: string]: boolean }
  readonly podSpec: PodSpec
  readonly containerStatusInfo: readonly GoStatus[]
  readonly podIsTerminal: boolean
  readonly podHasInitialized: boolean
  readonly expectedPhase: string
}

const infoOf = ({ name, started, state, lastState }: GoStatus): ContainerInfo => {
  const kind = (['waiting', 'running', 'terminated'] as const).find((k) => k in state)
  const exitCode = state['terminated']?.exitCode ?? lastState?.terminated?.exitCode
  return {
    name,
    ...(kind === undefined ? {} : { state: kind }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(started === undefined ? {} : { started }),
  }
}

if (!existsSync(CASES)) {
  test(`phases agree with Kubernetes' own tests (skipped: ${CASES} is absent)`, () => {})
} else {
  const { cases }: { cases: GoCase[] } = JSON.parse(readFileSync(CASES, 'utf8'))
  const modelled = cases.filter(({ featureGates }) => Object.keys(featureGates).length === 0)

  test('70 of the 94 recorded cases need no alpha feature', () => {
    expect(modelled).toHaveLength(70)
  })

  test.each(modelled.map((c) => [`${c.id} ${c.name}`, c] as const))('%s', (_, c) => {
    const phase = phaseOf(c.podSpec, c.containerStatusInfo.map(infoOf), {
      isTerminal: c.podIsTerminal,
      isInitialized: c.podHasInitialized,
    })
    expect(phase).toBe(c.expectedPhase)
  })
}
