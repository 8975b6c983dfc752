// The pages as people meet them: Chromium opens them wide, narrow, dark and on paper, and axe-core looks for barriers.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSiteServer, type SiteServer } from '../../src/targets/site-server.ts'
import { staticSite } from '../../src/targets/static-site/index.ts'
import { staticSiteOptions } from '../../src/targets/static-site/options.ts'
import { buildSampleSite } from './sample-site.ts'

const CHROMIUM = '/usr/bin/chromium'
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const SHOTS = process.env['GUIJI_SHOTS']
const OPTIONS = staticSiteOptions.parse({
  kind: 'static-site',
  site: {
    name: '青石县人民政府',
    domain: 'www.qingshi.example.gov.cn',
    idCode: 'bm01000001',
    contact: '主办：青石县人民政府办公室　联系电话：0000-1234567',
  },
})

describe.skipIf(!existsSync(CHROMIUM))(
  `the site in Chromium${existsSync(CHROMIUM) ? '' : ' (skipped: /usr/bin/chromium is missing)'}`,
  () => {
    let data: string
    let server: SiteServer
    let browser: Browser
    let pages: Record<string, string>
    beforeAll(async () => {
      data = mkdtempSync(join(tmpdir(), 'guiji-screens-'))
      pages = await buildSampleSite(data, OPTIONS, staticSite)
      server = await openSiteServer(join(data, 'site'))
      browser = await chromium.launch({
        executablePath: CHROMIUM,
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-quic',
          '--no-first-run',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
        ],
      })
    })
    afterAll(async () => {
      await browser?.close()
      await server?.close()
      rmSync(data, { recursive: true, force: true })
    })

    const NAMES = ['home', 'article', 'archived', 'list', 'search', 'year', 'missing', 'withdrawn'] as const
    const looks = NAMES.flatMap(
      (name) =>
        [
          [name, 1280, 'light'],
          [name, 390, 'light'],
          [name, 1280, 'dark'],
        ] as const,
    )

    it.each(looks)('%s at %i px, %s: no barrier for anyone, nothing to scroll sideways, nothing refused', async (name, width, scheme) => {
      const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme: scheme, bypassCSP: true })
      const asked = watch(page)
      await page.goto(server.url + (pages[name] ?? ''))
      if (name === 'search') await page.locator('#found li').first().waitFor()
      await shoot(page, `${name}-${width}-${scheme}`)
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
      await page.addScriptTag({ content: AXE })
      expect(await barriers(page)).toEqual([])
      expect(asked.filter((url) => !url.startsWith(server.url))).toEqual([])
      await page.close()
    })

    it('keeps its own strict policy: no page asks for anything that is refused', async () => {
      const page = await browser.newPage()
      const said: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error') said.push(message.text())
      })
      for (const name of ['home', 'article', 'list', 'search'] as const) await page.goto(server.url + (pages[name] ?? ''))
      expect(said).toEqual([])
      await page.close()
    })

    it('prints the article alone', async () => {
      const page = await browser.newPage()
      await page.goto(server.url + (pages['article'] ?? ''))
      await page.emulateMedia({ media: 'print' })
      const seen = await page.evaluate(
        `['.top', '.foot', '.columns', '.crumbs', '.near', '.size', '#print'].filter((s) => document.querySelector(s)?.offsetParent)`,
      )
      expect(seen).toEqual([])
      await page.setViewportSize({ width: 794, height: 1123 })
      await shoot(page, 'article-print')
      await page.close()
    })

    it('changes the letter size without any script', async () => {
      const context = await browser.newContext({ javaScriptEnabled: false })
      const page = await context.newPage()
      await page.goto(server.url + (pages['article'] ?? ''))
      await page.locator('#size-l').check({ force: true })
      expect(await page.evaluate(`getComputedStyle(document.querySelector('.text')).fontSize`)).toBe('20px')
      expect(await page.locator('#print').isVisible()).toBe(false)
      await page.goto(server.url + (pages['search'] ?? ''))
      expect(await page.locator('.years a').count()).toBeGreaterThan(0)
      await context.close()
    })

    it('finds words in titles with its own small script', async () => {
      const page = await browser.newPage()
      await page.goto(`${server.url}/search/?q=${encodeURIComponent('疫苗 2023')}`)
      await page.locator('#found li').first().waitFor()
      expect(await page.locator('#found a').first().textContent()).toContain('疫苗')
      await page.locator('#words').fill('没有这样的词')
      await page.keyboard.press('Enter')
      await page.getByText('没有找到符合的稿件').waitFor()
      await page.close()
    })
  },
)

function watch(page: Page): string[] {
  const asked: string[] = []
  page.on('request', (request) => {
    asked.push(request.url())
  })
  return asked
}

async function barriers(page: Page): Promise<unknown> {
  return await page.evaluate(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    .then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html.slice(0, 160) + n.failureSummary).join(' | ')))`)
}

async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined) return
  mkdirSync(SHOTS, { recursive: true })
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true })
}
