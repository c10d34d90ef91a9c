/** A recorded run is walked both ways, looked at without a trace, and lived on from where its user likes. */
import { describe, expect, it } from 'vitest'
import { clusterMachine } from '../../model/cluster.ts'
import { remember } from '../../model/remember.ts'
import { nextMoment } from '../../model/live.ts'
import type { Settings } from '../../model/settings.ts'
import { defaultSettings } from '../../model/settings.ts'
import type { KubeObject } from '../../model/objects.ts'
import { Control } from './control.ts'
import { toModel } from './rest/to-model.ts'
import type { RecordedStep } from './session.ts'
import { Session } from './session.ts'

const web = toModel(
  'Deployment',
  {
    metadata: { name: 'web' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { a: 'b' } },
      template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
    },
  },
  'default',
)

const STEPS = 60

const recordedRun = remember((settings: Settings) => {
  const machine = clusterMachine({ settings, script: [{ do: 'apply', object: web }], order: 'nominal', allow: [] })
  const steps: RecordedStep[] = [{ state: machine.initial[0], now: 0, told: [] }]
  for (let i = 0; i < STEPS; i += 1) {
    const last = steps.at(-1)
    const moment = last === undefined ? null : nextMoment(machine.cluster, last.state)
    if (last === undefined || moment === null) break
    steps.push({ state: moment.state, now: last.now + moment.duration, told: [`step ${i + 1}`] })
  }
  return { machine, steps }
})

const walked = (): Session => {
  const { machine, steps } = recordedRun(defaultSettings)
  return new Session({ machine, epoch: 0, speed: null, recorded: steps })
}

const pods = async (session: Session): Promise<readonly KubeObject[]> =>
  (await session.ask('admin', { verb: 'list', resource: 'pods', key: '' })).items ?? []

describe('a recorded run', () => {
  it('shows what was there at each step, forwards and back', async () => {
    const session = walked()
    expect(await pods(session)).toHaveLength(0)
    session.walkTo(session.recorded.length - 1)
    expect(await pods(session)).toHaveLength(2)
    session.walkTo(0)
    expect(await pods(session)).toHaveLength(0)
  })

  it('is not changed by looking, and refuses to be written to', async () => {
    const session = walked()
    session.walkTo(5)
    const { state } = session.recorded[5] ?? {}
    await pods(session)
    expect(session.recorded[5]?.state).toBe(state)
    expect(await session.ask('admin', { verb: 'delete', resource: 'deployments', key: 'default/web' })).toMatchObject({
      code: 403,
    })
  })

  it('tells watches of the difference, in both directions', () => {
    const session = walked()
    const told: string[] = []
    session.chronicle.listen(
      (changes) =>
        told.push(
          ...changes
            .filter(({ resource }) => resource === 'pods')
            .map(({ after }) => (after === null ? 'gone' : 'here')),
        ),
      () => told.push('410'),
    )
    session.walkTo(session.recorded.length - 1)
    session.walkTo(0)
    expect(told.filter((word) => word === 'gone')).toHaveLength(2)
    expect(told).not.toContain('410')
  })

  it('lives on from where its user likes', async () => {
    const session = walked()
    const control = new Control(session)
    expect(control.run('inject', ['power-off-node', 'n1'])).toMatchObject({ isFine: false })
    session.walkTo(session.recorded.length - 1)
    expect(control.run('continue', [])).toMatchObject({ isFine: true })
    expect((await session.ask('admin', { verb: 'delete', resource: 'deployments', key: 'default/web' })).code).toBe(200)
    control.run('run', ['60s'])
    expect(await pods(session)).toHaveLength(0)
  })
})

describe('the commands', () => {
  it('name what is wrong with a fault, and what was meant', () => {
    const { machine } = recordedRun(defaultSettings)
    const control = new Control(new Session({ machine, epoch: 0, speed: null }))
    expect(control.run('inject', ['power-of-node']).lines[0]).toContain('did you mean power-off-node?')
    expect(control.run('inject', ['power-off-node', 'n9'])).toMatchObject({ isFine: false })
    expect(control.run('inject', ['power-off-node', 'n2'])).toMatchObject({ isFine: true })
    expect(control.run('status', []).lines).toContain('  off: n2')
    expect(control.run('stpe', []).lines[0]).toContain('did you mean step?')
    expect(control.run('step', [], true)).toMatchObject({ isFine: false })
  })
})
