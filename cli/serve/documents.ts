/** What a server says of itself: version, discovery, OpenAPI. Worked out once. */
import type { IncomingHttpHeaders } from 'node:http'
import { VERSION } from '../version.ts'
import {
  aggregated,
  aggregatedVersion,
  coreVersions,
  groupList,
  groupOf,
  resourceList,
  versionInfo,
} from './rest/discovery.ts'
import type { JsonObject } from './rest/json.ts'
import { openApiV2Protobuf } from './rest/openapi-protobuf.ts'
import { openApiIndex, openApiV2, openApiV3 } from './rest/openapi.ts'
import type { ResourceRoute, Route } from './rest/route.ts'
import { refusal } from './rest/status.ts'

export type DocumentRoute = Exclude<Route, ResourceRoute | { readonly is: 'control' } | { readonly is: 'health' }>

export interface Document {
  readonly type: string
  readonly text: string | Uint8Array
}

const known = new Map<string, string>()

const textOf = (name: string, make: () => JsonObject): string => {
  const text = known.get(name) ?? JSON.stringify(make())
  known.set(name, text)
  return text
}

const plain = (name: string, make: () => JsonObject): Document => ({
  type: 'application/json',
  text: textOf(name, make),
})

const discovery = (isCore: boolean, { accept = '', host = '' }: IncomingHttpHeaders): Document => {
  const version = aggregatedVersion(accept)
  if (version === null)
    return isCore ? { type: 'application/json', text: JSON.stringify(coreVersions(host)) } : plain('groups', groupList)
  const type = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`
  return { type, text: textOf(`aggregated ${isCore} ${version}`, () => aggregated(isCore, version)) }
}

/** Older kubectls call the type by a name without a slash, newer ones by one with `@`. */
const PROTOBUF = /application\/com\.github\.proto-openapi\.spec\.v2[.@]v1\.0\+protobuf/

const protobuf = ({ accept = '' }: IncomingHttpHeaders): Document => {
  if (!PROTOBUF.test(accept)) throw refusal(406, 'NotAcceptable', 'OpenAPI v2 is served as JSON and as protobuf')
  return { type: 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf', text: openApiV2Protobuf() }
}

export const documentAt = (route: DocumentRoute, headers: IncomingHttpHeaders): Document => {
  switch (route.is) {
    case 'version':
      return plain('version', () => versionInfo(VERSION))
    case 'core':
      return discovery(true, headers)
    case 'groups':
      return discovery(false, headers)
    case 'group':
      return plain(`group ${route.group}`, () => groupOf(route.group))
    case 'resources':
      return plain(`resources ${route.group}`, () => resourceList(route.group))
    case 'openapi-v3':
      return plain('openapi', openApiIndex)
    case 'openapi-v3-group':
      return plain(`openapi ${route.group}`, () => openApiV3(route.group))
    case 'openapi-v2':
      return /application\/(json|\*)|\*\/\*/.test(headers.accept ?? '*/*')
        ? plain('openapi v2', openApiV2)
        : protobuf(headers)
  }
}
