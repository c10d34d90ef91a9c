/** The architecture and the pod-creation protocol, checked against every message of every run. */
import type { Claim } from './claim.ts'
import { always, none, sometimes } from './claim.ts'
import { violationIn } from './monitors.ts'

export const messagesFollowTheArchitecture: Claim = () =>
  always({
    name: 'messages-follow-the-architecture',
    clause: 'API-3',
    description: 'Each message goes along an allowed edge: only the API server talks to etcd.',
    witness: 'some-pod-is-running',
    ...none((state) => [violationIn(state['monitor:architecture'])].flatMap((v) => v ?? [])),
  })

export const podsFollowTheProtocol: Claim = () =>
  always({
    name: 'pods-follow-the-protocol',
    clause: 'PROTO-A',
    description: 'Each created pod goes through the steps A to J in order.',
    witness: 'some-pod-completed-the-protocol',
    ...none((state) => [violationIn(state['monitor:protocol'])].flatMap((v) => v ?? [])),
  })

export const somePodCompletedTheProtocol: Claim = () =>
  sometimes({
    name: 'some-pod-completed-the-protocol',
    clause: 'PROTO-J',
    holds: (state) =>
      Object.values(state['monitor:protocol'] ?? {}).some((steps) => steps === 'DEFGHIJ'),
  })

export const PROTOCOL: readonly Claim[] = [
  messagesFollowTheArchitecture,
  podsFollowTheProtocol,
  somePodCompletedTheProtocol,
]
