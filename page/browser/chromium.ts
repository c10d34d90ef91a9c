/** A report opened in a real browser, from disk and offline, with an eye on all that it does there. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { pageCode } from '../../cli/page-code.ts'
import { htmlReport } from '../../reports/html/page.ts'
import type { ResultFile } from '../../reports/result.ts'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
export const isAbsent = !existsSync(CHROMIUM)
export const why = isAbsent ? ` (skipped: there is no ${CHROMIUM}; name another by CHROMIUM=...)` : ''
if (isAbsent) console.warn(`the report is not looked at: there is no ${CHROMIUM}; name another by CHROMIUM=...`)

export interface Opened {
  readonly page: Page
  readonly url: string
  /** Whatever the page asked for, said, or threw. */
  readonly requests: readonly string[]
  /** What its own policy forbade. */
  readonly refused: readonly string[]
  readonly complaints: readonly string[]
}

export type Options = BrowserContextOptions & { readonly hash?: string }

export class Chromium {
  readonly #browser: Browser
  readonly folder: string

  private constructor(browser: Browser) {
    this.#browser = browser
    this.folder = mkdtempSync(join(tmpdir(), 'kubeproof-page-'))
  }

  static async start(): Promise<Chromium> {
    return new Chromium(await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] }))
  }

  async stop(): Promise<void> {
    await this.#browser.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  async blank(): Promise<Page> {
    return (await this.#browser.newContext({ offline: true })).newPage()
  }

  async open(results: readonly ResultFile[], options: Options = {}): Promise<Opened> {
    return this.openText(htmlReport(results, pageCode()), options)
  }

  async openText(text: string, { hash = '', ...options }: Options = {}): Promise<Opened> {
    const file = join(this.folder, `report-${Math.abs(text.length)}.html`)
    writeFileSync(file, text)
    const context = await this.#browser.newContext({
      offline: true,
      viewport: { width: 1280, height: 800 },
      ...options,
    })
    const page = await context.newPage()
    const [requests, refused, complaints]: [string[], string[], string[]] = [[], [], []]
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
}

/** Until every run of the file was executed again. */
export const confirmation = async (page: Page): Promise<string> => {
  const told = page.locator('.confirm.confirmed, .confirm.doubted')
  await told.waitFor({ timeout: 240_000 })
  return told.innerText()
}
