import { describe, expect, it } from 'vitest'
import { aDeployment, aService, aSet } from '../fixtures/objects.ts'
import type { ApiRequest, ApiResponse } from '../messages.ts'
import type { KubeObject, Pod } from '../objects.ts'
import { keyOf, resourceOf } from '../objects.ts'
import { TestBench, oneMember } from './test-bench.ts'
import { namespace, node, objectIn, pod, withMeta } from './test-objects.ts'
import { stagesOf } from './view.ts'

const make = (bench: TestBench, object: KubeObject, user = 'admin'): ApiResponse =>
  bench.ask({ verb: 'create', resource: resourceOf(object), key: keyOf(object), object, user })

const made = <O extends KubeObject>(object: O): KubeObject | undefined =>
  make(new TestBench(), object).object

describe('authorization', () => {
  const bench = new TestBench()
  make(bench, pod('mine', { nodeName: 'n1' }))
  make(bench, pod('free'))
  make(bench, node('n1'))
  make(bench, node('n2'))
  const code = (user: string, request: Omit<ApiRequest, 'type' | 'id' | 'user'>): number =>
    bench.ask({ ...request, user }).code
  const status = (name: string, nodeName?: string) =>
    ({
      verb: 'update',
      subresource: 'status',
      resource: 'pods',
      key: `default/${name}`,
      object: pod(name, nodeName === undefined ? {} : { nodeName }),
    }) as const
  const bind = {
    verb: 'create',
    subresource: 'binding',
    resource: 'pods',
    key: 'default/free',
    nodeName: 'n1',
  } as const

  it('lets a kubelet write its own Node and no other', () => {
    const update = (name: string) =>
      ({
        verb: 'update',
        subresource: 'status',
        resource: 'nodes',
        key: name,
        object: node(name),
      }) as const
    expect(code('system:node:n1', update('n1'))).toBe(200)
    expect(code('system:node:n1', update('n2'))).toBe(403)
  })

  it('lets a kubelet report on pods that are bound to it, and delete them', () => {
    expect(code('system:node:n1', status('mine'))).toBe(200)
    expect(code('system:node:n2', status('mine', 'n2'))).toBe(403)
    expect(code('system:node:n1', status('free', 'n1'))).toBe(403)
    const remove = { verb: 'delete', resource: 'pods', key: 'default/free' } as const
    expect(code('system:node:n1', remove)).toBe(403)
  })

  it('lets the scheduler bind, and nobody else but the administrator', () => {
    expect(code('system:kube-controller-manager', bind)).toBe(403)
    expect(code('system:node:n1', bind)).toBe(403)
    expect(code('system:kube-scheduler', bind)).toBe(201)
  })

  it('lets kube-proxy write nothing, and the scheduler create nothing', () => {
    const create = { verb: 'create', resource: 'pods', key: 'default/x', object: pod('x') } as const
    for (const user of ['system:kube-proxy', 'system:kube-scheduler', 'system:other']) {
      expect(code(user, create)).toBe(403)
    }
    expect(code('nobody', create)).toBe(401)
  })

  it('lets nobody read what is not theirs to read', () => {
    const get = { verb: 'get', resource: 'pods', key: 'default/mine' } as const
    expect(code('system:kube-proxy', get)).toBe(403)
    expect(code('system:node:n2', get)).toBe(200)
  })
})

describe('admission', () => {
  it('gives every pod 300 s on a silent node, unless it says otherwise', () => {
    const tolerations = (spec: Partial<Pod['spec']>) => {
      const object = made(pod('a', spec))
      return object?.kind === 'Pod' ? object.spec.tolerations : undefined
    }
    const added = (key: string) => ({
      key: `node.kubernetes.io/${key}`,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 300,
    })
    expect(tolerations({})).toEqual([added('not-ready'), added('unreachable')])
    const own = {
      key: 'node.kubernetes.io/unreachable',
      operator: 'Exists',
      tolerationSeconds: 5,
    } as const
    expect(tolerations({ tolerations: [own] })).toEqual([own, added('not-ready')])
    expect(tolerations({ tolerations: [{ operator: 'Exists' }] })).toEqual([{ operator: 'Exists' }])
  })

  it('fills in what a pod leaves open', () => {
    const resources = { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } }
    const container = { name: 'c', image: 'app:1', resources, ports: [{ containerPort: 80 }] }
    expect(made(pod('a', { containers: [container], hostNetwork: true }))).toMatchObject({
      metadata: { uid: 'pods/default/a#1', generation: 0 },
      spec: {
        restartPolicy: 'Always',
        terminationGracePeriodSeconds: 30,
        containers: [
          {
            resources: { requests: { cpu: '500m', memory: '1Gi' } },
            ports: [{ containerPort: 80, hostPort: 80 }],
          },
        ],
      },
      status: { phase: 'Pending' },
    })
  })

  it('fills in the strategy of a deployment', () => {
    expect(made(aDeployment('web', 1))).toMatchObject({
      metadata: { generation: 1 },
      spec: { strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } } },
    })
  })

  it('lets no pod onto a new node before the node controller has seen it', () => {
    expect(made(node('n1'))).toMatchObject({
      spec: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    })
  })

  it('refuses new objects, and bindings, in a terminating namespace', () => {
    const bench = new TestBench()
    make(bench, namespace('x'))
    make(bench, withMeta(pod('a'), { namespace: 'x' }))
    bench.ask({ verb: 'delete', resource: 'namespaces', key: 'x' })
    expect(make(bench, withMeta(pod('b'), { namespace: 'x' }))).toMatchObject({
      code: 403,
      reason: 'Forbidden',
      message: 'unable to create new content in namespace x because it is being terminated',
    })
    const bind = { verb: 'create', subresource: 'binding', resource: 'pods' } as const
    expect(bench.ask({ ...bind, key: 'x/a', nodeName: 'n1' }).code).toBe(403)
  })

  it('never lets the default namespace go', () => {
    const bench = new TestBench()
    expect(bench.ask({ verb: 'delete', resource: 'namespaces', key: 'default' }).code).toBe(403)
  })

  it('of what was admitted before changes nothing', () => {
    const bench = new TestBench()
    for (const object of [pod('a'), aDeployment('d', 1), aSet('s', 1), aService('v'), node('n1')]) {
      const { object: stored } = make(bench, object)
      const place = { resource: resourceOf(object), key: keyOf(object) }
      if (stored === undefined) throw new Error(`${place.key} was not stored`)
      const answer = bench.ask({ verb: 'update', ...place, object: stored })
      expect(answer.object).toEqual(stored)
    }
  })
})

describe('validation', () => {
  const code = (object: KubeObject): number => make(new TestBench(), object).code

  it('refuses names that are none', () => {
    const names = ['__proto__', 'toString', '-a', 'a_b', 'a/b', '', 'a'.repeat(254)]
    expect(names.map((name) => code(pod(name)))).toEqual(names.map(() => 422))
    expect(code(pod('constructor'))).toBe(201)
    expect(code(aService('1a'))).toBe(422)
  })

  it('refuses a workload whose selector does not select its pods, or selects everything', () => {
    const set = aSet('web', 1)
    const selecting = (selector: typeof set.spec.selector) =>
      code({ ...set, spec: { ...set.spec, selector } })
    expect(selecting({ matchLabels: { app: 'other' } })).toBe(422)
    expect(selecting({})).toBe(422)
    expect(selecting({ matchLabels: { app: 'web' } })).toBe(201)
  })

  it('refuses a rollout that could never begin', () => {
    const strategy = {
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' },
    } as const
    expect(code(aDeployment('web', 1, { strategy }))).toBe(422)
  })

  it('refuses two containers of one name', () => {
    const container = { name: 'c', image: 'app:1' }
    expect(code(pod('a', { containers: [container, container] }))).toBe(422)
  })

  it('lets tolerations be added to a pod and none be taken away', () => {
    const bench = new TestBench()
    const stored = objectIn(make(bench, pod('a')), 'Pod')
    const update = (tolerations: Pod['spec']['tolerations'] = []): number =>
      bench.ask({
        verb: 'update',
        resource: 'pods',
        key: 'default/a',
        object: withMeta(
          { ...stored, spec: { ...stored.spec, tolerations } },
          { resourceVersion: 0 },
        ),
      }).code
    const given = stored.spec.tolerations ?? []
    expect(update([...given, { key: 'x', operator: 'Exists' }])).toBe(200)
    expect(update(given)).toBe(422)
  })
})

describe('stages', () => {
  const bench = new TestBench()
  const stages = (changes: Partial<ApiRequest> = {}) => {
    const { passed, refused } = stagesOf(oneMember, bench.memory(), {
      type: 'request',
      id: 1,
      user: 'admin',
      verb: 'create',
      resource: 'pods',
      key: 'default/a',
      object: pod('a'),
      ...changes,
    })
    return [passed.length, refused?.stage]
  }

  it('come in their order, and say which one refused', () => {
    expect(stages()).toEqual([5, undefined])
    expect(stages({ user: 'nobody' })).toEqual([0, 'authentication'])
    expect(stages({ user: 'system:kube-proxy' })).toEqual([1, 'authorization'])
    expect(stages({ key: 'missing/a' })).toEqual([2, 'admission'])
    expect(stages({ object: pod('a', { containers: [] }) })).toEqual([3, 'validation'])
    expect(stages({ object: withMeta(pod('a'), { resourceVersion: 1 }) })).toEqual([4, 'storage'])
    expect(stages({ verb: 'delete' })).toEqual([2, 'storage'])
  })
})
