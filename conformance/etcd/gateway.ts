/**
 * Speaks to one etcd member through its JSON gateway, over plain HTTP: what is compared is what etcd says, not
 * what a driver makes of it. Connections are kept alive; a watch has a connection of its own.
 */
import http from 'node:http'

/** none: nobody answered. `isUndone`: the connection was refused, so nothing can have happened. */
export type Reply =
  | { readonly kind: 'answer'; readonly body: unknown }
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'none'; readonly isUndone: boolean }

const HOST = '127.0.0.1'

const errorIn = (body: unknown): string | null => {
  if (typeof body !== 'object' || body === null) return null
  if ('error' in body && typeof body.error === 'string') return body.error
  // A stream wraps its error once more.
  return 'error' in body && typeof body.error === 'object' ? JSON.stringify(body.error) : null
}

const replyOf = (text: string): Reply => {
  try {
    const body: unknown = JSON.parse(text)
    const error = errorIn(body)
    return error === null ? { kind: 'answer', body } : { kind: 'error', text: error }
  } catch {
    return { kind: 'error', text: text.slice(0, 200) }
  }
}

/** Splits a stream of JSON documents, one a line, as the gateway sends them. */
const byLine = (take: (document: unknown) => void): ((chunk: string) => void) => {
  let rest = ''
  return (chunk) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') take(JSON.parse(line))
  }
}

export class Gateway {
  readonly port: number
  #agent = new http.Agent({ keepAlive: true })

  constructor(port: number) {
    this.port = port
  }

  ask(path: string, body: object, deadlineMs: number): Promise<Reply> {
    return new Promise((resolve) => {
      const request = this.#post(path, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (text += chunk))
        response.on('end', () => end(replyOf(text)))
        response.on('error', () => end({ kind: 'none', isUndone: false }))
      })
      const timer = setTimeout(() => {
        end({ kind: 'none', isUndone: false })
        request.destroy()
      }, deadlineMs)
      const end = (reply: Reply): void => {
        clearTimeout(timer)
        resolve(reply)
      }
      request.on('error', (error: NodeJS.ErrnoException) =>
        end({ kind: 'none', isUndone: error.code === 'ECONNREFUSED' }),
      )
      request.end(JSON.stringify(body))
    })
  }

  /** A stream of documents until it is closed or breaks; `onEnd` is called once. */
  stream(path: string, body: object, onDocument: (document: unknown) => void, onEnd: () => void): () => void {
    let isOver = false
    const end = (): void => {
      if (!isOver) onEnd()
      isOver = true
    }
    const request = this.#post(path, (response) => {
      response.setEncoding('utf8')
      response.on('data', byLine(onDocument))
      response.on('end', end)
      response.on('error', end)
    })
    request.on('error', end)
    request.end(JSON.stringify(body))
    return () => {
      isOver = true
      request.destroy()
    }
  }

  /** A process that died leaves connections behind that would fail the next request. */
  forget(): void {
    this.#agent.destroy()
    this.#agent = new http.Agent({ keepAlive: true })
  }

  #post(path: string, onResponse: (response: http.IncomingMessage) => void): http.ClientRequest {
    return http.request({ host: HOST, port: this.port, path, method: 'POST', agent: this.#agent }, onResponse)
  }
}
