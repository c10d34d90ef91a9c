/** The report in a real browser, from disk and offline: it works there, and no text of a manifest does. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOSTILE, LONG } from '../fixtures/hostile.ts'
import {
  BRIGHTNESS,
  FOCUS,
  IS_ATTACKED,
  IS_SCROLLED,
  NUMBER_TARGETS,
  OPEN_ALL,
  PROVOKE,
  REACH_OUT,
  SKELETON,
  WEAK_CONTRASTS,
  WIDTHS,
} from '../fixtures/in-page.ts'
import { brief, checkedWithHelp } from '../fixtures/run.ts'
import type { TextPlace } from '../fixtures/texts.ts'
import { withOneLonger, withTexts } from '../fixtures/texts.ts'
import type { ResultFile } from '../result.ts'
import { htmlReport } from './page.ts'

const CHROMIUM = '/usr/bin/chromium'
const isAbsent = !existsSync(CHROMIUM)
const reason = isAbsent ? ` (skipped: there is no ${CHROMIUM})` : ''
if (isAbsent) console.warn(`reports/html/browser.test.ts is skipped: there is no ${CHROMIUM}`)

let browser: Browser
let folder: string
let result: ResultFile
/** With the end of each run, and with two runs in full: large pages take long to draw. */
let short: ResultFile
let two: ResultFile

beforeAll(async () => {
  if (isAbsent) return
  const launching = chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  folder = mkdtempSync(join(tmpdir(), 'kubeproof-report-'))
  result = checkedWithHelp()
  short = brief(result)
  two = { ...result, properties: result.properties.filter(({ name }) => name.startsWith('replicaset/web ')) }
  browser = await launching
})

afterAll(async () => {
  if (isAbsent) return
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Opened {
  readonly page: Page
  readonly url: string
  /** Whatever the page asked for, said, or threw. */
  readonly requests: readonly string[]
  /** What its own policy forbade. */
  readonly refused: readonly string[]
  readonly complaints: readonly string[]
}

const opened = async (of: ResultFile, options: BrowserContextOptions = {}, hash = ''): Promise<Opened> => {
  const file = join(folder, 'report.html')
  writeFileSync(file, htmlReport(of))
  const context = await browser.newContext({ offline: true, viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  const requests: string[] = []
  const refused: string[] = []
  const complaints: string[] = []
  context.on('request', (request) => requests.push(request.url()))
  context.on('page', () => complaints.push('another page'))
  context.on('requestfailed', (request) => {
    if (request.failure()?.errorText === 'csp') refused.push(request.url())
  })
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('dialog', (dialog) => complaints.push(dialog.message()))
  const url = pathToFileURL(file).href
  await page.goto(`${url}${hash}`)
  return { page, url, requests, refused, complaints }
}

describe.skipIf(isAbsent)(`a report in Chromium${reason}`, () => {
  test('opens from disk, offline, without a complaint, and asks for no other file', async () => {
    const { page, url, requests, complaints } = await opened(two)
    expect(await page.title()).toBe('Kubeproof: web.yaml')
    await page.evaluate(OPEN_ALL)
    for (const button of await page.locator('button:visible').all()) await button.click()
    await page.locator('[data-filter]').first().fill('kubelet')
    expect(complaints).toEqual([])
    expect(requests).toEqual([url])
  })

  test('is complete without scripts, and shows no switch that does nothing', async () => {
    const { page, complaints } = await opened(result, { javaScriptEnabled: false })
    const text = await page.locator('body').innerText()
    for (const { name, kind } of result.properties) if (kind !== 'sometimes') expect(text).toContain(name)
    expect(await page.locator('svg').count()).toBe(result.properties.filter((p) => p.counterexample !== null).length)
    expect(await page.locator('.stepper:visible, [data-theme-switch]:visible').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  test('no hostile text runs, asks for anything, or becomes an element', async () => {
    const shapeOf = async (of: ResultFile): Promise<string> => {
      const { page, url, requests, complaints } = await opened(of)
      await page.evaluate(OPEN_ALL)
      await page.evaluate(PROVOKE)
      expect(await page.evaluate(IS_ATTACKED)).toBe(false)
      expect(await page.locator('main').isVisible()).toBe(true)
      expect({ complaints, requests }).toEqual({ complaints: [], requests: [url] })
      return page.evaluate<string>(SKELETON)
    }
    const textAt = (index: number): string => HOSTILE[index % HOSTILE.length] ?? ''
    const expected = await shapeOf(withTexts(short, (_, { index }) => `name-${index % HOSTILE.length}`))
    for (const shift of [0, 50]) {
      expect(await shapeOf(withTexts(short, (_, { index }) => textAt(index + shift)))).toBe(expected)
    }
    const names = /^properties\[\]\.name$|\.(label|object|before)$/
    expect(await shapeOf(withOneLonger(short, LONG, names))).toBe(await shapeOf(short))
  })

  test('what got in all the same could fetch nothing', async () => {
    const { page, requests, refused } = await opened(short)
    expect(await page.evaluate(REACH_OUT)).toBe('refused')
    expect(requests.slice(1).filter((url) => !refused.includes(url))).toEqual([])
    expect(refused.length).toBeGreaterThanOrEqual(3)
  })

  test.each(['light', 'dark'] as const)(
    'the switch of a %s system goes to the other theme and back, each readable',
    async (colorScheme) => {
      const { page } = await opened(short, { colorScheme })
      await page.evaluate(OPEN_ALL)
      const themes: number[] = []
      for (const more of [true, true, false]) {
        themes.push(await page.evaluate<number>(BRIGHTNESS))
        expect(await page.evaluate(WEAK_CONTRASTS)).toEqual([])
        if (more) await page.getByRole('button', { name: 'Light or dark' }).click()
      }
      const isLight = colorScheme === 'light'
      expect(themes.map((value) => value > 0.5)).toEqual([isLight, !isLight, isLight])
    },
  )

  test('at 360 px only diagrams and the table of budgets scroll sideways, whatever the names', async () => {
    const isOurs = (field: string): boolean => field.endsWith('.clause') || field.startsWith('coverage.')
    const long = (text: string, { field }: TextPlace): string => (isOurs(field) ? text : `${text}${'n'.repeat(253)}`)
    for (const of of [two, withTexts(short, long)]) {
      const { page } = await opened(of, { viewport: { width: 360, height: 640 } })
      await page.evaluate(OPEN_ALL)
      expect(await page.evaluate(WIDTHS)).toEqual([360, 360])
      await page.setViewportSize({ width: 1280, height: 800 })
      expect(await page.evaluate(WIDTHS)).toEqual([1280, 1280])
    }
  })

  test('the keyboard reaches all that can be clicked, and shows where it is', async () => {
    const { page } = await opened(short)
    await page.evaluate(OPEN_ALL)
    const count = await page.evaluate<number>(NUMBER_TARGETS)
    const reached: string[] = []
    for (let i = 0; i < count; i += 1) {
      await page.keyboard.press('Tab')
      reached.push(await page.evaluate<string>(FOCUS))
    }
    expect(count).toBeGreaterThan(20)
    expect(reached).toEqual(reached.map((_, i) => `${i} solid`))
  })

  test('keys open a run and step through it, but leave diagrams and shortcuts to the browser', async () => {
    const { page } = await opened(two, { viewport: { width: 500, height: 800 } })
    const run = page.locator('details.run').first()
    const current = (): Promise<string | null> =>
      run.locator('li.step.current').getAttribute('data-step', { timeout: 1_000 })
    await run.locator('summary').first().focus()
    await page.keyboard.press('Enter')
    expect(await run.getAttribute('open')).toBeNull()
    await page.keyboard.press('Enter')
    expect(await run.getAttribute('open')).not.toBeNull()
    await run.getByRole('button', { name: 'Next step' }).focus()
    for (const key of ['Enter', 'ArrowRight', 'j', 'j', 'k', 'ArrowLeft', 'j']) await page.keyboard.press(key)
    expect(await current()).toBe('2')
    expect(await run.locator('output').innerText()).toMatch(/^step 2 of \d+$/)
    await page.keyboard.press('Home')
    expect(await current()).toBe('0')
    await page.keyboard.press('End')
    const last = await run.locator('li.step').last().getAttribute('data-step')
    expect(await current()).toBe(last)
    await page.keyboard.press('Control+ArrowLeft')
    await run.locator('.diagram').focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => page.evaluate(IS_SCROLLED)).toBe(true)
    expect(await current()).toBe(last)
  })

  test('a click on a step is enough for keys to go on from there', async () => {
    const { page } = await opened(short)
    const run = page.locator('details.run').first()
    await run.locator('li.step').first().click()
    await page.keyboard.press('End')
    expect(await run.locator('li.step.current').count()).toBe(1)
  })

  test('filters leave the steps that are asked for', async () => {
    const { page } = await opened(two)
    const run = page.locator('details.run[open]').first()
    const all = await run.locator('li.step').count()
    await run.getByRole('checkbox').check()
    const changed = await run.locator('li.step:visible').count()
    expect(changed).toBeLessThan(all)
    expect(
      await run
        .locator('li.step:visible')
        .filter({ has: page.locator('.changes') })
        .count(),
    ).toBeGreaterThan(0)
    await run.getByRole('searchbox').fill('ENDPOINTS')
    const texts = await run.locator('li.step:visible').allTextContents()
    expect(texts.length).toBeLessThan(changed)
    expect(texts.filter((text) => !text.includes('endpoints'))).toEqual([])
  })

  test('an address of a step opens its run there, and a wrong one harms nothing', async () => {
    const run = two.properties.findLastIndex((p) => p.counterexample !== null)
    const { page } = await opened(two, {}, `#run-${run}/7`)
    expect(await page.locator(`#run-${run}`).getAttribute('open')).not.toBeNull()
    expect(await page.locator(`#run-${run} li.step.current`).getAttribute('data-step')).toBe('7')
    const wrong = await opened(two, {}, '#run-0/<img src=x onerror=attacked=1>')
    expect(wrong.complaints).toEqual([])
    expect(await wrong.page.evaluate(IS_ATTACKED)).toBe(false)
  })
})
