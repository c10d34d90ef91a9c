import { it } from 'vitest'
import { explore } from '../checker/index.ts'
import { SCENARIOS } from '../scenarios/scenarios.ts'
import { build } from '../scenarios/scenario.ts'
import { onEveryStep, noneOnStep } from './claim.ts'
import { addressesOf } from '../model/topology.ts'
import { truth as T } from '../model/truth.ts'
it('x', () => {
  for (const s of SCENARIOS.filter((s) => s.world.allow.some((k) => /etcd|leader|power|cut|isolate|reboot|pause/.test(k)))) {
   for (const faults of [1,2]) {
    const world = { ...s.world, cluster: { ...s.world.cluster, etcd: 3 } }
    const built = build(world)
    const settings = built.machine.cluster.settings
    const mine = onEveryStep({ name: 'mine', clause: 'ETCD-7', ...noneOnStep((b, a) => {
      const down = (st: typeof a) => addressesOf(settings, 'etcd').every((m) => Object.hasOwn(st.outages.down, m))
      return a.committed.revision < b.committed.revision && !down(b) && !down(a) ? [`${b.committed.revision} -> ${a.committed.revision}`] : []
    }) })
    const r = explore(built.machine, [mine], { faults, maxStates: 20000 } as never)
    for (const v of r.verdicts) console.log(s.name, faults, r.stats.states, v.verdict, v.explanation, v.counterexample?.steps.filter((x) => x.action.type !== 'cluster/step').map((x) => JSON.stringify(x.action)).join('\n'))
   }
  }
}, 300000)
