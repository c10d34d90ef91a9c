/**
 * Leader election by a Lease object, as client-go does it: a candidate takes a lease that is free or that its
 * holder did not renew for a whole lease duration, counted from the candidate's own first look. There is no
 * fencing: a former leader may have requests in flight. Renewals are modelled by their absence: the world
 * tells candidates when the holder stops and starts renewing, and a holder when it could not renew in time.
 *
 * Timer: `lease` (the holder has been silent for the lease duration).
 */
import type { ClientState, Pending } from './client.ts'
import { isAwaiting, request } from './client.ts'
import type { Send, Timer } from './component.ts'
import type { ApiResponse } from './messages.ts'
import { newMetadata } from './claim.ts'
import type { Lease } from './objects.ts'
import type { Settings } from './settings.ts'

export interface Election {
  readonly leading: boolean
  /** Somebody else holds the lease and renews it. */
  readonly held: boolean
  /** Silent for the whole duration: may be taken. */
  readonly expired: boolean
}

export const newElection: Election = { leading: false, held: false, expired: false }

export interface ElectionPurpose {
  readonly election: 'get' | 'create' | 'update'
}

export interface Candidate {
  readonly lease: 'kube-scheduler' | 'kube-controller-manager'
  readonly identity: string
  readonly user: string
  readonly settings: Settings
}

export interface ElectionStep<P> {
  readonly election: Election
  readonly client: ClientState<P | ElectionPurpose>
  readonly sends: readonly Send[]
  readonly arm: readonly { readonly timer: Timer; readonly after: number }[]
  readonly disarm: readonly Timer[]
}

type Client<P> = ClientState<P | ElectionPurpose>

const LEASE: Timer = { name: 'lease' }

const keyOf = ({ lease }: Candidate): string => `kube-system/${lease}`

const quiet = <P>(election: Election, client: Client<P>): ElectionStep<P> => ({
  election,
  client,
  sends: [],
  arm: [],
  disarm: [],
})

export const isElection = <P extends object>(purpose: P | ElectionPurpose): purpose is ElectionPurpose =>
  'election' in purpose

/** Looks at the lease, unless it leads already or a look is under way. */
export const campaign = <P extends object>(
  candidate: Candidate,
  election: Election,
  client: Client<P>,
): ElectionStep<P> => {
  const isUnderWay = isAwaiting(client, (purpose) => isElection(purpose))
  if (election.leading || election.held || isUnderWay) return quiet(election, client)
  const spec = { user: candidate.user, verb: 'get', resource: 'leases', key: keyOf(candidate) } as const
  const asked = request<P | ElectionPurpose>(client, spec, { election: 'get' })
  return { ...quiet(election, asked.client), sends: asked.sends }
}

const leaseOf = (candidate: Candidate): Lease => ({
  kind: 'Lease',
  metadata: newMetadata(candidate.lease, 'kube-system', {}),
  spec: { holderIdentity: candidate.identity, leaseTransitions: 0 },
})

const write = <P extends object>(
  candidate: Candidate,
  election: Election,
  client: Client<P>,
  verb: 'create' | 'update',
  object: Lease,
): ElectionStep<P> => {
  const spec = { user: candidate.user, verb, resource: 'leases', key: keyOf(candidate), object } as const
  const asked = request<P | ElectionPurpose>(client, spec, { election: verb })
  return { ...quiet(election, asked.client), sends: asked.sends }
}

/** The answer to a request of the election; null: it never came. */
export const electionAnswered = <P extends object>(
  candidate: Candidate,
  election: Election,
  client: Client<P>,
  { purpose }: Pending<ElectionPurpose>,
  answer: ApiResponse | null,
): ElectionStep<P> => {
  if (purpose.election === 'get') return looked(candidate, election, client, answer)
  if (answer?.code === 200 || answer?.code === 201) {
    return { ...quiet({ leading: true, held: false, expired: false }, client), disarm: [LEASE] }
  }
  return again(candidate, { ...election, expired: false }, client)
}

/** Somebody was faster, or nobody answered: the wait begins anew. */
const again = <P>(candidate: Candidate, election: Election, client: Client<P>): ElectionStep<P> => ({
  ...quiet(election, client),
  arm: [{ timer: LEASE, after: candidate.settings.timing.leaseDuration }],
})

const looked = <P extends object>(
  candidate: Candidate,
  election: Election,
  client: Client<P>,
  answer: ApiResponse | null,
): ElectionStep<P> => {
  if (election.held) return quiet(election, client)
  if (answer?.code === 404) return write(candidate, election, client, 'create', leaseOf(candidate))
  const lease = answer?.object
  if (lease?.kind !== 'Lease') return again(candidate, election, client)
  // kubernetes/kubernetes#89466: candidates that share an identity take the lease for their own.
  const isOwn =
    candidate.settings.defects.includes('two-leaders') &&
    lease.spec.holderIdentity === candidate.identity
  if (isOwn) return quiet({ leading: true, held: false, expired: false }, client)
  if (!election.expired) return again(candidate, election, client)
  const holderIdentity = candidate.identity
  // Alternates so that an update is never a no-op: its new revision is what others see.
  const leaseTransitions = 1 - lease.spec.leaseTransitions
  const taken: Lease = { ...lease, spec: { holderIdentity, leaseTransitions } }
  return write(candidate, election, client, 'update', taken)
}

/** The wait is over: look again, and take the lease. */
export const leaseExpired = <P extends object>(
  candidate: Candidate,
  election: Election,
  client: Client<P>,
): ElectionStep<P> => campaign(candidate, { ...election, expired: true }, client)

/** The world tells whether the holder renews the lease. */
export const leaseTold = <P extends object>(
  candidate: Candidate,
  election: Election,
  client: Client<P>,
  fresh: boolean,
): ElectionStep<P> => {
  if (election.leading) return quiet(election, client)
  if (candidate.settings.defects.includes('two-leaders') && fresh) return quiet(election, client)
  if (fresh) return { ...quiet({ ...election, held: true, expired: false }, client), disarm: [LEASE] }
  return campaign(candidate, { ...election, held: false, expired: false }, client)
}

/** Candidates are told apart by their identity; the defect gives all the same. */
export const candidate = (
  settings: Settings,
  lease: Candidate['lease'],
  address: string,
  user: string,
): Candidate => ({
  lease,
  identity: settings.defects.includes('two-leaders') ? lease : address,
  user,
  settings,
})
