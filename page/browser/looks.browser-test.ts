/** How the page looks: readable for everybody, at every width, and as it was when somebody last looked at it. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readFileSync } from 'node:fs'
import { brief, checked, checkedWithHelp } from '../../reports/fixtures/run.ts'
import { withTexts } from '../../reports/fixtures/texts.ts'
import type { TextPlace } from '../../reports/fixtures/texts.ts'
import type { ResultFile } from '../../reports/result.ts'
import { Chromium, confirmation, isAbsent, why } from './chromium.ts'
import { AXE, BRIGHTNESS, OPEN_ALL, WEAK_CONTRASTS, WIDTHS } from './in-page.ts'

let chromium: Chromium
let result: ResultFile
let short: ResultFile
beforeAll(async () => {
  if (isAbsent) return
  result = checked()
  short = brief(checkedWithHelp())
  chromium = await Chromium.start()
})
afterAll(() => chromium?.stop())

const AXE_SOURCE = new URL('../../node_modules/axe-core/axe.min.js', import.meta.url).pathname
const PANELS = ['1', '2', '3', '4', '5', '6', '7']

const violations = async (page: Page): Promise<readonly string[]> => {
  const found: string[] = []
  for (const key of PANELS) {
    await page.keyboard.press(key)
    found.push(...(await page.evaluate<string[]>(AXE)))
  }
  return [...new Set(found)]
}

describe.skipIf(isAbsent)(`the looks of the page${why}`, () => {
  test.each(['light', 'dark'] as const)('axe finds nothing against it in %s', async (colorScheme) => {
    const { page } = await chromium.open([result], { colorScheme })
    await confirmation(page)
    await page.evaluate(OPEN_ALL)
    await page.evaluate(readFileSync(AXE_SOURCE, 'utf8'))
    expect(await violations(page)).toEqual([])
  })

  test.each(['light', 'dark', 'contrast'] as const)(
    'every text stands out from what is behind it in %s',
    async (theme) => {
      const { page } = await chromium.open([result])
      await confirmation(page)
      await page.evaluate(OPEN_ALL)
      await page.locator('#controls select').selectOption(theme)
      expect((await page.evaluate<number>(BRIGHTNESS)) > 0.5).toBe(theme === 'light')
      for (const key of PANELS) {
        await page.keyboard.press(key)
        // Colours fade into each other for a moment.
        await expect.poll(() => page.evaluate(WEAK_CONTRASTS)).toEqual([])
      }
    },
  )

  test('a dark system gets a dark page, and one that asks for contrast gets it', async () => {
    const { page } = await chromium.open([short], { colorScheme: 'dark' })
    expect(await page.evaluate<number>(BRIGHTNESS)).toBeLessThan(0.2)
    const { page: sharp } = await chromium.open([short], { contrast: 'more' })
    expect(await sharp.evaluate<number>(BRIGHTNESS)).toBe(0)
  })

  test.each([360, 768, 1280, 3840])('at %s px nothing runs out of the page, whatever the names', async (width) => {
    const isOurs = (field: string): boolean => field.endsWith('.clause') || field.startsWith('coverage.')
    const long = (text: string, { field }: TextPlace): string => (isOurs(field) ? text : `${text}${'n'.repeat(253)}`)
    for (const of of [result, withTexts(short, long)]) {
      const { page } = await chromium.open([of], { viewport: { width, height: 800 } })
      await page.evaluate(OPEN_ALL)
      for (const key of PANELS) {
        await page.keyboard.press(key)
        expect(await page.evaluate(WIDTHS), `panel ${key}`).toEqual([width, width])
      }
    }
  })

  test('on paper it shows the first run instead of what needs a hand', async () => {
    const { page } = await chromium.open([result])
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.static svg').isVisible()).toBe(true)
    expect(await page.locator('.explorer').isVisible()).toBe(false)
    expect(await page.locator('.lessons').isVisible()).toBe(true)
  })

  test('nothing moves by itself where motion is unwanted', async () => {
    const { page } = await chromium.open([result], { reducedMotion: 'reduce' })
    await confirmation(page)
    const moving = `[...document.querySelectorAll('*')].filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0).length`
    expect(await page.evaluate(moving)).toBe(0)
    const { page: usual } = await chromium.open([result])
    await confirmation(usual)
    expect(await usual.evaluate<number>(moving)).toBeGreaterThan(0)
  })
})
