/** The served API over real HTTP, as clients see it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { InProcess } from './in-process.ts'

const server = new InProcess()
beforeAll(() => server.start())
afterAll(() => server.stop())

const PODS = '/api/v1/namespaces/default/pods'
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments'

const deployment = (name: string, replicas = 3) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
  },
})

describe('a Deployment', () => {
  it('ends in running pods, as a Table says', async () => {
    expect((await server.ask('POST', DEPLOYMENTS, deployment('web'))).code).toBe(201)
    server.control.run('run', ['10s'])
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
    const { body } = await server.ask('GET', `${PODS}?labelSelector=app%3Dweb`, undefined, { accept })
    expect(body).toMatchObject({ kind: 'Table' })
    const rows = body.rows as { cells: string[] }[]
    expect(rows.map(({ cells }) => cells.slice(1, 5))).toEqual(Array(3).fill(['1/1', 'Running', '0', '10s']))
  })

  it('is scaled through its scale, and keeps what the model does not look at', async () => {
    const object = deployment('env', 1)
    const [container] = object.spec.template.spec.containers
    Object.assign(container ?? {}, { env: [{ name: 'A', value: 'b' }] })
    await server.ask('POST', DEPLOYMENTS, object)
    const scaled = await server.patch(`${DEPLOYMENTS}/env/scale`, { spec: { replicas: 2 } })
    expect(scaled).toMatchObject({ code: 200, body: { kind: 'Scale', spec: { replicas: 2 } } })
    server.control.run('run', ['5s'])
    const { body } = await server.ask('GET', `${PODS}?labelSelector=app%3Denv`)
    const items = body.items as { spec: { containers: object[] } }[]
    expect(items).toHaveLength(2)
    expect(items[0]?.spec.containers[0]).toMatchObject({ env: [{ name: 'A', value: 'b' }] })
  })
})

describe('a watch', () => {
  it('goes on from a list, tells of what comes, and ends with a 410 when it asks for too old things', async () => {
    const { body } = await server.ask('GET', PODS)
    const { resourceVersion } = body.metadata as { resourceVersion: string }
    const response = await fetch(`${server.url}${PODS}?watch=true&resourceVersion=${resourceVersion}`)
    await server.ask('POST', PODS, {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: { name: 'w' },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    })
    const reader = response.body?.getReader()
    const first = await reader?.read()
    await reader?.cancel()
    expect(JSON.parse(new TextDecoder().decode(first?.value).split('\n')[0] ?? '')).toMatchObject({
      type: 'ADDED',
      object: { kind: 'Pod', metadata: { name: 'w' } },
    })
  })
})
