/** A few seconds of `npm run conformance:etcd`, where etcd is installed: both sides agree, and a planted bug is found. */
import { afterAll, describe, expect, it } from 'vitest'
import { campaignsFor, search } from './campaigns.ts'
import { endAll, etcdVersion } from './members.ts'

const version = etcdVersion()
const title = version === null ? 'etcd is not installed: nothing is compared' : `beside etcd ${version}`

afterAll(endAll)

describe.skipIf(version === null)(title, () => {
  const [calm] = campaignsFor({ operations: 150, faultOperations: 0 }, false)
  if (calm === undefined) throw new Error('there is no campaign')

  it('the reducer gives the same answers, revisions and events', async () => {
    const { found, tally } = await search(calm, 1, null)
    expect(found?.difference.message).toBeUndefined()
    expect(tally.outcomes.filter(({ is }) => is === 'agreed').length).toBeGreaterThan(100)
  })

  it('a reducer whose revision moves on an empty delete is found out', async () => {
    const { found } = await search(calm, 1, 'revision-moves-on-empty-delete')
    expect(found?.difference.message).toContain('"deleted":0')
    expect(found?.deeds).toHaveLength(1)
  })
})
