/** What a real kubectl asked a real server: per command its requests, each with its answer, in their order. */
import { readFileSync } from 'node:fs'
import { InputError } from '../../cli/input/problem.ts'

export interface Asked {
  readonly method: string
  /** Path and query; what differs from run to run is masked. */
  readonly path: string
}

export interface RecordedCommand {
  readonly name: string
  readonly requests: readonly Asked[]
}

/** kubectl writes the parts of a selector in no order. */
const maskedParameter = (part: string): string => {
  const [name = '', value = ''] = part.split('=')
  if (name === 'resourceVersion' && value !== '0') return 'resourceVersion=<revision>'
  if (name !== 'fieldSelector') return part
  const parts = value.split('%2C').map((one) => one.replace(/^(involvedObject\.uid%3D).*$/, '$1<uid>'))
  return `${name}=${parts.sort().join('%2C')}`
}

/** Discovery is asked as kubectl's cache wants it; revisions, uids, hashes and timeouts are of one run only. */
export const masked = (method: string, path: string): Asked | null => {
  if (/^\/(api|apis)(\/[^/?]+(\/v\d\w*)?)?(\?|$)/.test(path) || path.startsWith('/openapi/v2')) return null
  const [route = '', query = ''] = path.split('?')
  if (/^\/openapi\/v3\/?/.test(route)) return { method, path: route }
  const parameters = query
    .split('&')
    .filter((part) => part !== '' && !/^(timeout|timeoutSeconds)=/.test(part))
    .map(maskedParameter)
    .sort()
  return { method, path: parameters.length === 0 ? route : `${route}?${parameters.join('&')}` }
}

const REQUEST = /^\s+(GET|POST|PUT|PATCH|DELETE) (\/\S*)$/

export const readRecording = (file: string): readonly RecordedCommand[] => {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new InputError([{ file, text: `cannot be read: ${why}; give a recording of kubectl's requests` }])
  }
  const commands = text
    .split(/^### /m)
    .slice(1)
    .map((part) => {
      const [name = '', ...lines] = part.split('\n')
      const requests = lines.flatMap((line) => {
        const [, method = '', path = ''] = REQUEST.exec(line) ?? []
        return path === '' ? [] : (masked(method, path) ?? [])
      })
      return { name: name.trim(), requests }
    })
  if (commands.length === 0)
    throw new InputError([{ file, text: 'holds no command; expected `### name` and its requests' }])
  return commands
}
