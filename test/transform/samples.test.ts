// Real pages, when the samples lie beside the checkout: none throws, every draft is sound, and nothing is lost or run together. Their
// numbers stand in the names of the tests.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mergeReadings } from '../../src/sources/wechat-archive/merge.ts'
import { readPageText } from '../../src/sources/wechat-archive/read-page.ts'
import { type Page, PAGE_STATES } from '../../src/domain/page.ts'
import { expectSound, nearOf } from '../kits/step-kit.ts'
import { type Normalized, normalize } from '../../src/transform/normalize.ts'

const SAMPLES = resolve(import.meta.dirname, '../../../shared/samples/wechat')
const FOLDERS = ['slim', 'raw', 'browser-saved', 'exports/wechatDownload']
const missing = !existsSync(SAMPLES)
const files = missing
  ? []
  : FOLDERS.flatMap((folder) =>
      readdirSync(resolve(SAMPLES, folder))
        .filter((name) => name.endsWith('.html'))
        .map((name) => `${folder}/${name}`),
    )
const CHROMIUM = '/usr/bin/chromium'
const blind = !existsSync(CHROMIUM)

interface Sample {
  readonly file: string
  readonly source: string
  readonly page: Page
  readonly made: Normalized
}

function read(file: string): Sample {
  const source = readFileSync(resolve(SAMPLES, file), 'utf8')
  const page = mergeReadings([readPageText(source, file)], file)
  return { file, source, page, made: normalize(page, nearOf()) }
}

const samples = files.map(read)

/** What a reader of the test's output wants to know of a page. */
function numbers({ page, made: { draft } }: Sample): string {
  const { images, links, tables, audio, video } = draft.conservation.before
  return `${page.state} ${page.kind}: ${draft.text.length} characters, ${images} images, ${links} links, ${tables} tables, ${audio + video} films and sounds`
}

describe.skipIf(missing)(`real pages${missing ? ' (skipped: no samples beside the checkout)' : ''}`, () => {
  it.each(samples.map((sample) => [`${sample.file} (${numbers(sample)})`, sample] as const))('keeps all of %s', (_name, { page, made }) => {
    expect(PAGE_STATES).toContain(page.state)
    if (page.state !== 'ok') return expect(page.stateText).toBeTruthy()
    // Fix point; no element or attribute beyond the allow-list, so no script, no handler; nothing loads but `asset:`.
    expectSound(made)
    expect(made.draft.conservation.lost).toEqual([])
    expect(made.findings.map(({ code }) => code)).not.toContain('body-empty')
  })

  it('finds good pages and error pages among them, and drops next to nothing', () => {
    const good = samples.filter(({ page }) => page.state === 'ok')
    expect(good.length).toBeGreaterThan(15)
    expect(samples.length - good.length).toBeGreaterThan(4)
    for (const {
      file,
      made: { draft },
    } of good) {
      const { dropped, before } = draft.conservation
      const gone = dropped.reduce((sum, { what }) => sum + what.replaceAll(/\s+/g, '').length, 0)
      expect(gone, `${file} ${dropped.map(({ rule }) => rule).join(' ')}`).toBeLessThanOrEqual(before.characters * 0.05)
    }
  })
})

describe.skipIf(missing || blind)(
  `real pages in Chromium${missing ? ' (skipped: no samples beside the checkout)' : blind ? ' (skipped: /usr/bin/chromium is not installed)' : ''}`,
  () => {
    let browser: Browser
    beforeAll(async () => {
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
    afterAll(async () => await browser.close())

    // Bodies that the container itself shows; picture and text posts are drawn by the platform's script.
    const shown = samples.filter(({ page, made }) => page.state === 'ok' && 'html' in page.body && made.draft.text.length > 200)
    it.each(shown.map((sample) => [sample.file, sample] as const))(
      'keeps every line of %s a line of its own',
      async (_file, { page, made }) => {
        if (!('html' in page.body)) throw new Error('only pages with html are asked for')
        const tab = await browser.newPage({ javaScriptEnabled: false })
        try {
          await tab.route('**', (route) => route.abort())
          await tab.setContent(`<!DOCTYPE html><body>${page.body.html.replaceAll(/<script\b[\s\S]*?<\/script>/gi, '')}</body>`, {
            waitUntil: 'domcontentloaded',
          })
          const before = linesOf(await tab.innerText('body'))
          const dropped = new Set(made.draft.conservation.dropped.flatMap(({ what }) => linesOf(what)))
          const after = linesOf(
            made.draft.text.replaceAll(/〔(?:图片缺失|音频未保存|视频未保存|此处原为投票|小程序|公众号名片|音乐)[^〕]*〕/g, ''),
          )
          expect(after).toEqual(before.filter((line) => !dropped.has(line)))
        } finally {
          await tab.close()
        }
      },
    )
  },
)

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replaceAll(/[\s\u200B-\u200D\u2060\u3000\uFEFF\u00AD]+/g, ''))
    .filter((line) => line !== '')
}
