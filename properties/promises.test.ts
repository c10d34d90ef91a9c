import { describe, expect, it } from 'vitest'
import { defaultSettings } from '../model/settings.ts'
import { truth } from '../model/truth.ts'
import type { KubeObject } from '../model/objects.ts'
import { deployment, pod, podSpec, replicaSet, replicationController, service } from '../scenarios/objects.ts'
import type { StatedPromise } from './promises.ts'
import { recoveryOf, unknownWorkloads, userPromises } from './promises.ts'

const known = truth(defaultSettings)

const promisesOf = (objects: readonly KubeObject[], stated: readonly StatedPromise[] = []) =>
  userPromises(known, objects, stated).map(({ name }) => name)

const inNamespace = <T extends KubeObject>(object: T, namespace: string): T => ({
  ...object,
  metadata: { ...object.metadata, namespace },
})

describe('what is derived from the manifests', () => {
  it('is about each service and each workload', () => {
    expect(promisesOf([deployment('web', 4), service('web')])).toEqual([
      'service/web keeps a ready endpoint',
      'service/web has a ready endpoint again',
      'deployment/web keeps 3 ready',
      'deployment/web is all ready again',
      'deployment/web is not all on one node',
    ])
  })

  it('lets only a deployment miss pods, as its maxUnavailable says', () => {
    expect(promisesOf([replicaSet('web', 4), replicationController('old', 4)])).toEqual([
      'replicaset/web keeps 4 ready',
      'replicationcontroller/old keeps 4 ready',
      'replicaset/web is all ready again',
      'replicationcontroller/old is all ready again',
      'replicaset/web is not all on one node',
      'replicationcontroller/old is not all on one node',
    ])
  })

  it('asks for the spread that hard constraints ask for', () => {
    const spread = (whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway') =>
      podSpec('100m', {
        topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable, labelSelector: {} }],
      })
    expect(promisesOf([replicaSet('web', 2, spread('DoNotSchedule'))])).toContain('replicaset/web is spread as it asks')
    expect(promisesOf([replicaSet('web', 2, spread('ScheduleAnyway'))])).not.toContain('replicaset/web is spread as it asks')
  })

  it('does not ask a single pod to be spread', () => {
    expect(promisesOf([deployment('web', 1)])).toEqual([
      'deployment/web keeps 1 ready',
      'deployment/web is all ready again',
    ])
  })

  it('is nothing for a workload that is switched off', () => {
    expect(promisesOf([deployment('web', 0)])).toEqual([])
  })

  it('names the namespace, unless it is the default one', () => {
    expect(promisesOf([inNamespace(deployment('web', 1), 'prod')])).toEqual([
      'deployment/prod/web keeps 1 ready',
      'deployment/prod/web is all ready again',
    ])
  })
})

describe('a service', () => {
  const KEEPS = 'service/web keeps a ready endpoint'
  const AGAIN = 'service/web has a ready endpoint again'

  it('gets an endpoint in the end when a pod or a workload is there to serve it', () => {
    expect(promisesOf([service('web'), pod('web')])).toEqual([KEEPS, AGAIN])
    expect(promisesOf([service('web'), replicaSet('web', 1)])).toContain(AGAIN)
  })

  it.each([
    ['nobody is there', []],
    ['the pods have other labels', [pod('other')]],
    ['the pods are in another namespace', [inNamespace(pod('web'), 'prod')]],
    ['the workload is switched off', [replicaSet('web', 0)]],
  ])('only keeps what it has when %s', (_, objects) => {
    expect(promisesOf([service('web'), ...objects])).toEqual([KEEPS])
  })

  it('without a selector is promised nothing: its endpoints are made by others', () => {
    const { selector: _selector, ...spec } = service('web').spec
    expect(promisesOf([{ ...service('web'), spec }, pod('web')])).toEqual([])
  })
})

describe('what the user states', () => {
  const objects = [deployment('web', 3)]

  it('is judged at each step, or in time when a time is given', () => {
    const stated = [
      { workload: 'deployment/web', ready: '>= 2' },
      { workload: 'deployment/web', ready: '== 3', within: 90_000 },
    ]
    const [first, second] = userPromises(known, objects, stated)
    expect(first).toMatchObject({ name: 'deployment/web ready >= 2', kind: 'onEveryStep' })
    expect(second).toMatchObject({
      name: 'deployment/web ready == 3 within 90 s',
      kind: 'eventually',
      within: 90_000,
    })
  })

  it('is told apart when it is about something that is not in the input', () => {
    const stated = [
      { workload: 'deployment/web', ready: '>= 2' },
      { workload: 'deployment/wbe', ready: '>= 2' },
    ]
    expect(unknownWorkloads(objects, stated)).toEqual([stated[1]])
  })
})

describe('the promise that tells for how long another was broken', () => {
  it.each([
    ['service/web keeps a ready endpoint', 'service/web has a ready endpoint again'],
    ['deployment/web keeps 3 ready', 'deployment/web is all ready again'],
  ])('%s: %s', (name, recovery) => {
    expect(recoveryOf(name)).toBe(recovery)
    expect(promisesOf([deployment('web', 3), service('web')])).toContain(recovery)
  })

  it('is itself when there is no other', () => {
    const name = 'deployment/web is not all on one node'
    expect(recoveryOf(name)).toBe(name)
  })
})
