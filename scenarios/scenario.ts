/**
 * A scenario is circumstance as data: a cluster, what its user does, which faults may happen, and in which order;
 * what is expected of it is pinned beside it. `build` makes the machine and its properties from it. The same data stands inline in a
 * counterexample file, so a replay needs nothing else.
 */
import type { Bystanders } from '../model/bystanders.ts'
import type { ClusterMachine, Order } from '../model/cluster.ts'
import { clusterMachine } from '../model/cluster.ts'
import type { Defect } from '../model/defects.ts'
import type { FaultKind } from '../model/fault-kinds.ts'
import type { Injection } from '../model/faults.ts'
import type { Command } from '../model/kubectl.ts'
import type { KubeObject } from '../model/objects.ts'
import { keyOf, resourceOf } from '../model/objects.ts'
import type { Settings, Timing, Topology } from '../model/settings.ts'
import { defaultTiming, defaultTopology } from '../model/settings.ts'
import type { Profile } from '../model/scheduler/profile.ts'
import { defaultProfile } from '../model/scheduler/profile.ts'

import { truth } from '../model/truth.ts'
import { claims } from '../properties/catalogue.ts'
import { monitors } from '../properties/monitors.ts'
import type { StatedPromise } from '../properties/promises.ts'
import { userPromises } from '../properties/promises.ts'
import type { ClusterProperty } from '../properties/claim.ts'

export interface World {
  readonly cluster?: Partial<Topology>
  readonly timing?: Partial<Timing>
  readonly scheduling?: Partial<Profile>
  readonly defects?: readonly Defect[]
  /** What the user does once the cluster is up. */
  readonly script: readonly Command[]
  readonly promises?: readonly StatedPromise[]
  readonly order?: Order
  readonly allow: readonly FaultKind[]
  readonly injection?: Injection
  /** Faults strike this process or machine only. */
  readonly target?: string
  /** In any order: who does nothing but listen, and which of them may hear late. */
  readonly bystanders?: Bystanders
}

export interface Scenario {
  /** kebab-case; the key in pinned.json. */
  readonly name: string
  /** A sentence of circumstance: `The scheduler restarts while a bind is in flight`. */
  readonly title: string
  readonly faults: number
  readonly world: World
}

export interface Built {
  readonly machine: ClusterMachine
  readonly properties: readonly ClusterProperty[]
}

export const settingsOf = (world: World): Settings => ({
  topology: { ...defaultTopology, ...world.cluster },
  timing: { ...defaultTiming, ...world.timing },
  scheduling: { ...defaultProfile, ...world.scheduling },
  defects: world.defects ?? [],
})

/** What the user wants to last: objects that no later command scales or deletes. */
export const objectsOf = (script: readonly Command[]): readonly KubeObject[] =>
  script.flatMap((command) => (command.do === 'apply' && !isChanged(command.object, script) ? [command.object] : []))

const isChanged = (object: KubeObject, script: readonly Command[]): boolean =>
  script.some(
    (command) =>
      (command.do === 'scale' || command.do === 'delete') &&
      command.resource === resourceOf(object) &&
      command.key === keyOf(object),
  )

/** The machine and every property that could be judged on it. */
export const build = (world: World): Built => {
  const settings = settingsOf(world)
  const machine = clusterMachine({
    settings,
    script: world.script,
    order: world.order ?? 'nominal',
    allow: world.allow,
    monitors,
    ...(world.injection === undefined ? {} : { injection: world.injection }),
    ...(world.target === undefined ? {} : { target: world.target }),
    ...(world.bystanders === undefined ? {} : { bystanders: world.bystanders }),
  })
  const known = truth(settings)
  return {
    machine,
    properties: [
      ...userPromises(known, objectsOf(world.script), world.promises ?? []),
      ...claims.map((claim) => claim(known)),
    ],
  }
}
