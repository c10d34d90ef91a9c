/** A rollout next to the same one on a real cluster (recording 04a: 4 replicas, 25 % and 25 %). */
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { Bench } from '../fixtures/bench.ts'
import { running, aDeployment, template } from '../fixtures/objects.ts'
import { serveNodes } from '../fixtures/kubelet.ts'
import { isTerminating } from '../pod.ts'
import { replicaset } from '../replicaset/replicaset.ts'
import { defaultSettings } from '../settings.ts'
import { deployment } from './deployment.ts'

const FILE = new URL('../../../shared/conformance/traces/faults/04a.jsonl.gz', import.meta.url).pathname

/** The sizes of the ReplicaSets, oldest first, each time that one of them changed. */
const changes = (): { note: (sizes: readonly number[]) => void; seen: string[] } => {
  const seen: string[] = []
  const note = (sizes: readonly number[]): void => {
    const text = sizes.join('+')
    if (text !== '' && seen.at(-1) !== text) seen.push(text)
  }
  return { note, seen }
}

const recorded = (): readonly string[] => {
  const metadata = z.object({ name: z.string() })
  const object = z.object({ metadata, spec: z.object({ replicas: z.number().default(0) }) })
  const line = z.object({ kind: z.literal('event'), resource: z.literal('replicasets'), object })
  const sizes = new Map<string, number>()
  const { note, seen } = changes()
  for (const text of gunzipSync(readFileSync(FILE)).toString().split('\n')) {
    const event = text === '' ? undefined : line.safeParse(JSON.parse(text)).data
    if (event === undefined) continue
    sizes.set(event.object.metadata.name, event.object.spec.replicas)
    note([...sizes.values()])
  }
  return seen
}

const modelled = (): readonly string[] => {
  const bench = new Bench()
  bench.mount(deployment(defaultSettings, 'deployment/1'))
  bench.mount(replicaset(defaultSettings, 'replicaset/1'))
  bench.start()
  const { note, seen } = changes()
  const live = (): void => {
    for (let ms = 0; ms < 30; ms += 1) {
      bench.run(1)
      note(bench.list('ReplicaSet').map(({ spec }) => spec.replicas))
    }
  }
  bench.put(aDeployment('web', 4))
  live()
  serveNodes(bench)
  live()
  const web = bench.get('Deployment', 'default/web')
  bench.put({ ...web, spec: { ...web.spec, template: template({ app: 'web' }, 'app:2') } })
  for (let i = 0; i < 20; i += 1) {
    live()
    // As in the recording, one new pod gets ready at a time.
    const next = bench.pods().find(({ status }) => status.phase === 'Pending')
    if (next !== undefined) bench.put(running(next, 'n1'))
    bench
      .pods()
      .filter(isTerminating)
      .forEach((pod) => bench.remove(pod))
  }
  return seen
}

test('a rolling update takes the same steps as on a real cluster', () => {
  const steps = modelled()
  expect(steps.at(-1)).toBe('0+4')
  if (existsSync(FILE)) expect(steps).toEqual(recorded())
  else console.warn(`${FILE} is not here: the steps are not compared`)
})
