/** The cluster drawn at one step: machines, processes, pods, services. What the step changed is marked. */
import type { JSX } from 'preact'
import type { HostPicture, Picture, PodPicture, ProcessPicture, ServicePicture } from '../../story/picture.ts'

interface Props {
  readonly picture: Picture
  /** Names of objects, processes and machines that this step touched. */
  readonly touched: ReadonlySet<string>
  readonly onOpen: (object: string) => void
}

export const ClusterPicture = ({ picture, touched, onOpen }: Props): JSX.Element => {
  const { hosts, unbound, services, workloads } = picture
  const workers = hosts.filter(({ isWorker }) => isWorker)
  const others = hosts.filter(({ isWorker }) => !isWorker)
  return (
    <div class="picture" aria-label="The cluster at this step" role="group">
      <div class="hosts">
        {others.map((host) => (
          <Host key={host.name} host={host} touched={touched} onOpen={onOpen} />
        ))}
      </div>
      <div class="hosts">
        {workers.map((host) => (
          <Host key={host.name} host={host} touched={touched} onOpen={onOpen} />
        ))}
      </div>
      <div class="tray">
        {unbound.length > 0 && (
          <div class="waiting">
            <h3>Waiting for a node</h3>
            <Pods pods={unbound} touched={touched} onOpen={onOpen} />
          </div>
        )}
        {services.map((service) => (
          <Service key={service.key} service={service} touched={touched} onOpen={onOpen} />
        ))}
        {workloads.map(({ key, ready, wanted }) => (
          <span key={key} class={`workload ${ready < wanted ? 'lacking' : ''}`}>
            {key}{' '}
            <b>
              {ready}/{wanted}
            </b>{' '}
            ready
          </span>
        ))}
      </div>
    </div>
  )
}

const HOST_STATE = { up: '', off: 'no power', cut: 'cut off', isolated: 'isolated' } as const
const READY: { readonly [status: string]: string } = { True: 'Ready', False: 'NotReady', Unknown: 'Unknown' }

interface HostProps extends Omit<Props, 'picture'> {
  readonly host: HostPicture
}

const Host = ({ host, touched, onOpen }: HostProps): JSX.Element => {
  const { name, state, ready, taints, processes, pods, strays } = host
  return (
    <div class={`host ${state}${touched.has(name) || touched.has(`nodes/${name}`) ? ' touched' : ''}`}>
      <h3>
        {name}
        {ready !== null && <span class={`tag ready-${ready}`}>{READY[ready] ?? ready}</span>}
        {state !== 'up' && <span class="tag bad">✗ {HOST_STATE[state]}</span>}
      </h3>
      {taints.length > 0 && <p class="taints">{taints.join(' ')}</p>}
      <div class="processes">
        {processes.map((process) => (
          <Process key={process.name} process={process} isTouched={touched.has(process.name)} />
        ))}
      </div>
      <Pods pods={pods} touched={touched} onOpen={onOpen} />
      {strays.map((id) => (
        <span key={id} class="stray" title="runs although no pod of the store is bound here">
          ⚠ {id}
        </span>
      ))}
    </div>
  )
}

const Process = ({
  process,
  isTouched,
}: {
  readonly process: ProcessPicture
  readonly isTouched: boolean
}): JSX.Element => {
  const { name, state, isLeading } = process
  const mark = state === 'down' ? '✗ ' : state === 'paused' ? '⏸ ' : ''
  return (
    <span
      class={`process ${state}${isTouched ? ' touched' : ''}`}
      title={`${name} is ${state}${isLeading ? ' and leads' : ''}`}
    >
      {mark}
      {name}
      {isLeading ? ' ★' : ''}
    </span>
  )
}

interface PodsProps extends Omit<Props, 'picture'> {
  readonly pods: readonly PodPicture[]
}

/** What the API says, and beside it what really runs. */
const wordsFor = ({ phase, isReady, isTerminating, running, containers }: PodPicture): string => {
  const said = isTerminating ? 'Terminating' : isReady ? 'Ready' : phase
  return running === containers && isReady ? said : `${said}, ${running}/${containers} run`
}

const Pods = ({ pods, touched, onOpen }: PodsProps): JSX.Element => (
  <ul class="pods">
    {pods.map((pod) => (
      <li key={pod.key}>
        <button
          type="button"
          class={`pod ${pod.isReady && !pod.isTerminating ? 'is-ready' : pod.isTerminating ? 'is-going' : 'is-waiting'}${pod.running === 0 && pod.isReady ? ' is-lying' : ''}${touched.has(`pods/${pod.key}`) ? ' touched' : ''}`}
          onClick={() => onOpen(`pods/${pod.key}`)}
        >
          <span class="name">{pod.key.split('/').at(-1)}</span> <small>{wordsFor(pod)}</small>
        </button>
      </li>
    ))}
  </ul>
)

interface ServiceProps extends Omit<Props, 'picture'> {
  readonly service: ServicePicture
}

const Service = ({ service, touched, onOpen }: ServiceProps): JSX.Element => (
  <button
    type="button"
    class={`service ${service.ready.length === 0 ? 'lacking' : ''}${touched.has(`endpoints/${service.key}`) ? ' touched' : ''}`}
    onClick={() => onOpen(`endpoints/${service.key}`)}
  >
    service {service.key} → {service.ready.length === 0 ? 'no ready endpoint' : service.ready.join(', ')}
    {service.notReady.length > 0 && ` (not ready: ${service.notReady.join(', ')})`}
  </button>
)
