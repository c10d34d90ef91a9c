/** Does a whole sequence to a cluster and compares what it leaves behind. */
import type { EtcdCall } from '../../model/etcd/messages.ts'
import type { Deed } from './deeds.ts'
import type { RealCluster } from './members.ts'
import type { PlantedDefect } from './planted-defects.ts'
import { Session } from './session.ts'
import type { Tally } from './tally.ts'
import { befall, mend, outlive, restore, save } from './troubles.ts'

const EVERYTHING = { call: 'range', key: '', rangeEnd: '\0' } as const satisfies EtcdCall

/** False: there was nothing that could be done. */
const act = async (session: Session, deed: Deed): Promise<boolean> => {
  switch (deed.do) {
    case 'call':
      await session.call(deed.call, deed.on, deed.cut)
      return true
    case 'patiently':
      await session.call(deed.call, deed.on, {}, true)
      return true
    case 'watch':
      await session.watches.open(deed.prefix, deed.start, deed.on)
      return true
    case 'misuse':
      await session.misuse(deed.misuse, deed.on)
      return true
    case 'outlive':
      await outlive(session, deed.lease, deed.on)
      return true
    case 'save':
      await save(session, deed.on)
      return true
    case 'restore':
      return restore(session)
    default:
      return befall(session, deed.do, deed.on, deed.isHasty)
  }
}

const RESTARTING: readonly Deed['do'][] = ['kill', 'kill-leader', 'restore']

/** All members hold the same in the end, and watches have told of it. */
const compareEnds = async (session: Session): Promise<void> => {
  await mend(session)
  for (const index of session.cluster.indexes()) {
    await session.call(EVERYTHING, index)
    await session.call({ ...EVERYTHING, serializable: true }, index)
  }
  await session.watches.compare()
}

export interface Played {
  readonly tally: Tally
  /** Some write may still take effect: the cluster must forget what is under way before it is used again. */
  readonly isOpen: boolean
}

/** Throws a Difference when etcd says what the reducer does not allow. */
export const play = async (
  cluster: RealCluster,
  deeds: readonly Deed[],
  defect: PlantedDefect | null,
): Promise<Played> => {
  const session = await Session.begin(cluster, defect)
  session.mayRestart = deeds.some((deed) => RESTARTING.includes(deed.do))
  try {
    for (const deed of deeds) {
      if (await act(session, deed)) session.tally.operations += 1
    }
    await compareEnds(session)
    return { tally: session.tally, isOpen: session.worlds.some(({ open }) => open.length > 0) }
  } finally {
    session.watches.close()
  }
}
