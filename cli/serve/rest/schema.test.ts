/** The schema against what a live 1.26.5 server serves, and what is read by it. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { check } from './check.ts'
import { fromProtobuf } from './protobuf.ts'
import { MESSAGES, packageOf } from './schema.ts'

const FILE = '../shared/conformance/cases/schema-subset-1.26.5.json'
const isHere = existsSync(FILE)

interface Definition {
  readonly properties?: { readonly [field: string]: { readonly type?: string; readonly $ref?: string } }
  readonly required?: readonly string[]
}

describe('the schema', () => {
  it.skipIf(!isHere)(isHere ? 'has the fields of a real server' : `skipped, as ${FILE} is absent`, () => {
    const real = JSON.parse(readFileSync(FILE, 'utf8')) as { readonly [name: string]: Definition }
    const strays: string[] = []
    let compared = 0
    for (const { name, fields } of MESSAGES.values()) {
      const definition = real[`${packageOf(name)}.${name}`]
      if (definition?.properties === undefined) continue
      compared += 1
      const wanted = Object.keys(definition.properties).filter((field) => field !== 'apiVersion' && field !== 'kind')
      const missing = wanted.filter((field) => !fields.has(field))
      const extra = [...fields.keys()].filter((field) => !(field in (definition.properties ?? {})))
      strays.push(...missing.map((field) => `${name} lacks ${field}`), ...extra.map((field) => `${name} has ${field}`))
    }
    expect(compared).toBeGreaterThan(80)
    expect(strays).toEqual([])
  })

  it('drops what it does not know, and says where that was', () => {
    const { value, unknown } = check(
      { kind: 'Pod', foo: 1, spec: { containers: [{ name: 'c', imagee: 'x', tty: false, args: null }] } },
      'Pod',
    )
    expect(unknown).toEqual(['foo', 'spec.containers[0].imagee'])
    expect(value).toEqual({ kind: 'Pod', spec: { containers: [{ name: 'c' }] } })
  })

  it('refuses wrong types in the words of Go', () => {
    const told = (spec: object): string => {
      try {
        check({ spec: JSON.parse(JSON.stringify(spec)) }, 'Pod')
      } catch (error) {
        return error instanceof Error ? error.message : ''
      }
      return 'fine'
    }
    expect(told({ containers: [{ image: 5 }] })).toBe(
      'json: cannot unmarshal number into Go struct field Container.spec.containers.image of type string',
    )
    expect(told({ containers: {} })).toBe(
      'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
    )
    expect(told({ nodeSelector: { a: 1 } })).toBe(
      'json: cannot unmarshal number into Go struct field PodSpec.spec.nodeSelector of type string',
    )
    expect(told({ containers: [{ resources: { limits: { cpu: 'x' } } }] })).toContain('quantities must match')
  })
})

describe('protobuf', () => {
  /** As kubectl 1.33 sends `create configmap a --from-literal=k=v`. */
  const configMap = Uint8Array.from([
    0x6b,
    0x38,
    0x73,
    0x00,
    0x0a,
    0x0f,
    0x0a,
    0x02,
    0x76,
    0x31,
    0x12,
    0x09,
    ...new TextEncoder().encode('ConfigMap'),
    0x12,
    0x0d,
    0x0a,
    0x03,
    0x0a,
    0x01,
    0x61,
    0x12,
    0x06,
    0x0a,
    0x01,
    0x6b,
    0x12,
    0x01,
    0x76,
  ])

  it('is read by the numbers of the schema', () => {
    expect(fromProtobuf(configMap)).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a' },
      data: { k: 'v' },
    })
  })

  it('is refused where it is cut off', () => {
    for (let length = 0; length < configMap.length; length += 1) {
      const cut = configMap.subarray(0, length)
      try {
        fromProtobuf(cut)
      } catch (error) {
        expect(String(error)).toMatch(/protobuf/)
      }
    }
  })
})
