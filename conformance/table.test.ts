import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { agreementOf, agreementSchema } from './agreement.ts'
import { PUBLISHED } from './known.ts'
import { agreementTable } from './table.ts'

test('each reason is told once, with how many cases it explains, and text stays text', () => {
  const table = agreementTable([
    agreementOf({ name: 'a', component: 'a|b', against: '<b>real</b>', version: 'v1' }, [
      { what: '1', is: 'agreed' },
      { what: '2', is: 'differed', reason: 'known', how: '' },
      { what: '3', is: 'differed', reason: 'known', how: '' },
      { what: '4', is: 'skipped', reason: 'needs a device' },
    ]),
  ])
  const [, , row = ''] = table.split('\n')
  expect(row).toBe(String.raw`| a\|b | \<b\>real\</b\> | v1 | 4 | 1 | 2: known | 1: needs a device |`)
})

test('the table in the README is that of the published records', () => {
  const published = z.array(agreementSchema).parse(JSON.parse(readFileSync(PUBLISHED, 'utf8')))
  expect(readFileSync('README.md', 'utf8')).toContain(agreementTable(published))
})
