/** A message in a few words, for actions, traces and reports: `create pods default/web`. */
import type { Message } from './messages.ts'
import { keyOf } from './objects.ts'

export const labelOf = (message: Message): string => {
  switch (message.type) {
    case 'request': {
      const what = message.subresource === undefined ? '' : `/${message.subresource}`
      const name = message.generateName === undefined ? message.key : `${message.key}*`
      const where = message.nodeName === undefined ? '' : ` to ${message.nodeName}`
      return `${message.verb} ${message.resource}${what} ${name}${where}`
    }
    case 'response':
      return `answer ${message.code} ${message.reason}${
        message.object === undefined ? '' : ` ${message.object.kind} ${keyOf(message.object)}`
      }`
    case 'watch':
      return `watch ${message.resource}${message.resourceVersion === null ? '' : ` from ${message.resourceVersion}`}`
    case 'snapshot':
      return `list of ${message.items.length} ${message.resource}`
    case 'event':
      return `${message.event} ${message.object.kind} ${keyOf(message.object)}`
    case 'gone':
      return `410 Gone ${message.resource}`
    case 'lead':
      return message.leading ? 'leadership begins' : 'leadership ends'
    case 'started':
      return 'started'
    case 'connected':
      return `connected to ${message.peer}`
    case 'disconnected':
      return `disconnected from ${message.peer}`
    case 'timeout':
      return 'gives up waiting for an answer'
    case 'lease':
      return `lease ${message.name} is ${message.fresh ? 'renewed again' : 'no longer renewed'}`
    case 'renew-deadline':
      return 'could not renew its lease'
    case 'peer':
      return `${message.peer} ${message.reachable ? 'can be reached' : 'cannot be reached'}`
    case 'container-exits':
      return `container ${message.container} exits with ${message.exitCode}`
    case 'registry':
      return message.reachable ? 'images can be pulled again' : 'images cannot be pulled'
    case 'next-command':
      return 'the user goes on'
    case 'restored':
      return 'storage was restored'
    case 'etcd/request':
      return `etcd ${message.request.call}${'key' in message.request ? ` ${message.request.key}` : firstKey(message.request)}`
    case 'etcd/response':
      return `etcd answer${message.error === undefined ? '' : ` ${message.error}`}`
    case 'etcd/watch':
      return `etcd watch ${message.prefix} from ${message.startRevision}`
    case 'etcd/events':
      return `etcd events ${message.events.map(({ event, kv }) => `${event} ${kv.key}`).join(', ')}`
    case 'etcd/canceled':
      return 'etcd watch cancelled: compacted'
    case 'raft/append':
      return `append ${message.entries.length} entries`
    case 'raft/appended':
      return message.ok ? `appended up to ${message.index}` : 'append refused'
    case 'raft/vote':
      return `vote for term ${message.term}`
    case 'raft/voted':
      return message.granted ? 'vote granted' : 'vote refused'
    case 'raft/snapshot':
      return 'snapshot'
    case 'raft/forward':
      return `forwarded ${message.request.call}`
    case 'cri/start':
      return `start container ${message.name} of ${message.pod}`
    case 'cri/started':
      return `container ${message.container.id} started`
    case 'cri/failed':
      return `container ${message.name} failed: ${message.reason}`
    case 'cri/stop':
      return `stop container ${message.id}`
    case 'cri/exited':
      return `container ${message.id} exited with ${message.exitCode}`
    case 'cri/remove':
      return `remove container ${message.id}`
    case 'cri/list':
      return 'list containers'
    case 'cri/containers':
      return `${message.containers.length} containers`
  }
}

const firstKey = (request: { readonly call: string; readonly success?: readonly { readonly key: string }[] }): string => {
  const key = request.success?.[0]?.key
  return key === undefined ? '' : ` ${key}`
}
