/**
 * The first screen, a step, dark and narrow, as they were when somebody last looked at them. `npm run pictures` takes
 * them anew, and those of the README from a real check.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checked } from '../../reports/fixtures/run.ts'
import type { ResultFile } from '../../reports/result.ts'
import { resultSchema } from '../../reports/result.ts'
import type { Options } from './chromium.ts'
import { Chromium, confirmation, isAbsent, why } from './chromium.ts'
import { difference } from './compare-pictures.ts'

const isWriting = process.env.PICTURES === 'write'
/** Of the mean colours of fields, from 0 to 1. Other fonts make 0.01, a missing style 0.05 and more. */
const TOLERANCE = 0.03

let chromium: Chromium
let result: ResultFile
beforeAll(async () => {
  if (isAbsent) return
  result = checked()
  chromium = await Chromium.start()
})
afterAll(() => chromium?.stop())

const LOOKS: readonly (readonly [name: string, options: Options, place: string])[] = [
  ['first-screen', {}, 'body'],
  ['step', { hash: '#run=1', viewport: { width: 1280, height: 1100 } }, '.explorer'],
  ['dark', { hash: '#run=2', colorScheme: 'dark', viewport: { width: 1280, height: 1100 } }, '.explorer'],
  ['narrow', { viewport: { width: 360, height: 800 } }, 'body'],
]

const taken = async (of: ResultFile, options: Options, place: string): Promise<Buffer> => {
  const { page } = await chromium.open([of], options)
  await confirmation(page)
  await page.locator(place).evaluate((element: { scrollIntoView: () => void }) => element.scrollIntoView())
  await page.emulateMedia({ reducedMotion: 'reduce' })
  return page.screenshot()
}

const write = (file: URL, picture: Buffer): void => {
  mkdirSync(dirname(file.pathname), { recursive: true })
  writeFileSync(file, picture)
}

describe.skipIf(isAbsent)(`pictures of the page${why}`, () => {
  test.each(LOOKS)('%s looks as it did', async (name, options, place) => {
    const file = new URL(`pictures/${name}.png`, import.meta.url)
    const picture = await taken(result, options, place)
    if (isWriting) write(file, picture)
    expect(existsSync(file), `no picture to compare with: npm run pictures takes it`).toBe(true)
    expect(await difference(await chromium.blank(), picture, readFileSync(file))).toBeLessThan(TOLERANCE)
  })

  test('a page without its style does not pass for one with it', async () => {
    const { page } = await chromium.open([result])
    await confirmation(page)
    await page.evaluate(`document.querySelector('style').remove()`)
    const file = new URL('pictures/first-screen.png', import.meta.url)
    expect(await difference(await chromium.blank(), await page.screenshot(), readFileSync(file))).toBeGreaterThan(
      TOLERANCE,
    )
  })

  test.skipIf(!isWriting)('those of the README come from a real check', async () => {
    const found = new URL('../../reports/out/result.json', import.meta.url)
    const real = resultSchema.parse(JSON.parse(readFileSync(found, 'utf8')))
    const pictures: typeof LOOKS = [
      ['report', { viewport: { width: 1280, height: 760 } }, 'body'],
      ['step', { hash: '#run=1', viewport: { width: 1280, height: 1000 } }, '.explorer'],
    ]
    for (const [name, options, place] of pictures) {
      write(new URL(`../../reports/pictures/${name}.png`, import.meta.url), await taken(real, options, place))
    }
  })
})
