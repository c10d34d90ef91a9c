/** Whatever is sent, the answer is a Status or what was asked for: never a crash, never a page of Node's. */
import { request } from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { InProcess } from './in-process.ts'
import type { JsonObject } from './rest/json.ts'

const server = new InProcess()
beforeAll(() => server.start())

afterAll(() => server.stop())

interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string
}

/** Plain HTTP: fetch would tidy up what is meant to be untidy. */
const send = ({ method, path, headers, body }: Sent): Promise<{ code: number; text: string }> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(server.url)
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => resolve({ code: response.statusCode ?? 0, text }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })

const segment = fc.constantFrom(
  'api',
  'apis',
  'v1',
  'apps',
  'namespaces',
  'default',
  'pods',
  'nodes',
  'deployments',
  'configmaps',
  'a',
  'n1',
  'status',
  'scale',
  'eviction',
  'binding',
  'log',
  'openapi',
  'v3',
  'kubeproof',
  'step',
  'policy',
  '__proto__',
  'constructor',
  '%00',
  '%E0%A4%A',
  '..',
  '%2e%2e%2f',
  '*',
  'x'.repeat(300),
)

const query = fc.constantFrom(
  '',
  '?limit=-1',
  '?labelSelector=((',
  '?labelSelector=a%20in%20(b',
  '?fieldSelector=spec.x%3D1',
  '?resourceVersion=-5',
  '?dryRun=x',
  '?fieldValidation=Loose',
  '?gracePeriodSeconds=x',
  '?propagationPolicy=Y',
  '?args=__proto__',
  '?includeObject=1',
  '?timeoutSeconds=0',
)

const METADATA = fc.record(
  { name: fc.constantFrom('a', '', 'A_b', '__proto__'), labels: fc.jsonValue() },
  { requiredKeys: [] },
)

const object = fc.record(
  {
    apiVersion: fc.constantFrom('v1', 'apps/v1', 'x'),
    kind: fc.constantFrom('Pod', 'ConfigMap', 'Deployment', 'Scale', 'Eviction', 'DeleteOptions'),
    metadata: fc.oneof(METADATA, fc.jsonValue()),
    spec: fc.jsonValue(),
    status: fc.jsonValue(),
    data: fc.jsonValue(),
  },
  { requiredKeys: [] },
)

const body = fc.oneof(
  object.map((value) => JSON.stringify(value)),
  fc.json(),
  fc.string(),
  fc.constantFrom('', '{', '[[[[', '['.repeat(5_000), '{"__proto__":{"x":1}}', 'a: &a [*a]', 'k8s\u0000\n\u0005'),
)

const NAMESPACED = '/api/v1/namespaces/default'

/** Half of them lead somewhere: what is refused at the door tells nothing of the rooms behind it. */
const path = fc.oneof(
  fc.array(segment, { maxLength: 7 }).map((parts) => `/${parts.join('/')}`),
  fc.constantFrom(
    `${NAMESPACED}/pods`,
    `${NAMESPACED}/pods/a`,
    `${NAMESPACED}/pods/a/eviction`,
    `${NAMESPACED}/pods/a/binding`,
    `${NAMESPACED}/configmaps`,
    `${NAMESPACED}/configmaps/a`,
    `${NAMESPACED}/events`,
    `${NAMESPACED}/services/a`,
    '/api/v1/nodes/n1',
    '/api/v1/nodes/n1/status',
    '/api/v1/namespaces',
    '/api/v1/namespaces/a/finalize',
    '/apis/apps/v1/namespaces/default/deployments',
    '/apis/apps/v1/namespaces/default/deployments/a',
    '/apis/apps/v1/namespaces/default/deployments/a/scale',
    '/apis/policy/v1/namespaces/default/poddisruptionbudgets/a',
  ),
)

const hostile: fc.Arbitrary<Sent> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'),
  path: fc.tuple(path, query).map(([route, rest]) => `${route}${rest}`),
  headers: fc.record({
    'content-type': fc.constantFrom(
      'application/json',
      'application/merge-patch+json',
      'application/json-patch+json',
      'application/strategic-merge-patch+json',
      'application/apply-patch+yaml',
      'application/yaml',
      'application/vnd.kubernetes.protobuf',
      'text/html',
    ),
    accept: fc.constantFrom('application/json', '*/*', 'application/json;as=Table;v=v1;g=meta.k8s.io', 'text/html'),
  }),
  body,
})

describe('hostile requests', () => {
  it('are answered with JSON, with a Status where they are refused, and never by an internal error', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (sent) => {
        const { code, text } = await send(sent)
        expect(code).toBeGreaterThanOrEqual(200)
        if (code < 400) return
        expect(JSON.parse(text)).toMatchObject({ kind: 'Status', status: 'Failure', code })
        expect(text).not.toContain('internal error of the model')
      }),
      { numRuns: 400 },
    )
  })

  it('find the server alive afterwards', async () => {
    expect((await server.ask('GET', '/api/v1/nodes')).code).toBe(200)
  })
})

describe('the guard', () => {
  const get = async (headers: Record<string, string>) => {
    const { code, text } = await send({ method: 'GET', path: '/api/v1/nodes', headers, body: '' })
    return { code, body: JSON.parse(text) as JsonObject }
  }

  it('lets loopback names in, and nobody who names another host', async () => {
    expect((await get({ host: 'localhost:1234' })).code).toBe(200)
    expect(await get({ host: 'evil.example' })).toMatchObject({
      code: 403,
      body: { kind: 'Status', reason: 'Forbidden' },
    })
    expect((await get({ host: '127.0.0.1.evil.example' })).code).toBe(403)
  })

  it('keeps pages of browsers out', async () => {
    expect((await get({ origin: 'http://evil.example' })).code).toBe(403)
    expect((await get({ 'sec-fetch-site': 'cross-site' })).code).toBe(403)
  })

  it('takes no body without end', async () => {
    const large = JSON.stringify({ kind: 'ConfigMap', data: { x: 'x'.repeat(4 * 1024 * 1024) } })
    const reply = await server.ask('POST', '/api/v1/namespaces/default/configmaps', large)
    expect(reply).toMatchObject({ code: 413, body: { reason: 'RequestEntityTooLarge' } })
  })
})
