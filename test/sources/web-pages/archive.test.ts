// Saved pages: the contract of a source on the example archive, what becomes of each of its oddities, and the real pages when they are here.
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { cp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { load } from 'cheerio'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../src/domain/archive.ts'
import { decode } from '../../../src/sources/text/charset.ts'
import { textOf } from '../../../src/sources/text/text-of.ts'
import { extract } from '../../../src/sources/web-pages/extract.ts'
import { webPages } from '../../../src/sources/web-pages/index.ts'
import { filesBelow, offlineKit, sourceKit } from '../../kits/source-kit.ts'
import { mean, score } from '../../kits/extraction-score.ts'
import { htmlOf, readAll } from './site.ts'

const EXAMPLE = resolve(import.meta.dirname, '../../../examples/web-pages')
const REAL = resolve(import.meta.dirname, '../../../../shared/samples/gov')
const SKIP = existsSync(REAL) ? undefined : 'no samples beside the checkout'

function filesOf(ref: Json): readonly string[] {
  return (ref as { readonly files: readonly string[] }).files
}

for (const [name, path, skip] of [
  ['the example', EXAMPLE, undefined],
  ['real pages', REAL, SKIP],
] as const)
  sourceKit({
    name,
    kind: webPages,
    options: webPages.options.parse({ path }),
    kit: offlineKit('/'),
    files: async () => await filesBelow(path),
    filesOf,
    skip,
  })

async function reads(path: string) {
  const source = await webPages.open(webPages.options.parse({ path, hosts: ['www.qingshi.example'] }), offlineKit('/'))
  return { all: await readAll(source), leftovers: source.leftovers() }
}

describe('the example of saved pages', () => {
  it('becomes twelve items with the states, dates and remarks of its oddities', async () => {
    const { all, leftovers } = await reads(EXAMPLE)
    const told = all.map(({ post, page }) => [
      post.key.replace('web:www.qingshi.example', '~').replace('web:file:', 'file '),
      page.state,
      page.published.value?.slice(0, 16) ?? null,
      page.remarks.map(({ code }) => code).join(' '),
    ])
    expect(told).toEqual([
      ['file misc/办事提示.html', 'ok', null, 'identity-weak'],
      ['file old/moved.html', 'migrated', null, 'identity-weak'],
      ['file old/show42.htm', 'ok', '2009-07-06T00:00', 'identity-weak'],
      ['~/shjz/content_20231009_55.html', 'ok', '2023-10-09T15:00', ''],
      ['~/wh/202305/t20230519_9.html', 'ok', '2023-05-19T00:00', ''],
      ['~/xccy/t20210402_77.html', 'ok', '2021-04-02T08:15', ''],
      ['~/zwdt/202306/t20230614_10042.html', 'ok', '2023-06-14T09:20', ''],
      ['~/zwdt/202307/t20230713_10077.html', 'ok', '2023-07-31T08:10', 'date-conflict'],
      ['file zwdt/gone.html', 'unavailable', null, 'identity-weak'],
      ['file zwdt/login.html', 'private', null, 'identity-weak'],
      ['~/zwgk/art/2023/5/4/art_31_1188.html', 'ok', '2023-05-04T00:00', ''],
      ['~/gajj/202306/t20230628_8.html', 'ok', '2023-06-28T17:05', 'duplicate-copy'],
    ])
    expect(leftovers.map(({ name }) => name)).toEqual(['zwdt/style.css', '清单.txt'])
  })
  it('joins the pages of one article, and finds pictures and attachments beside it by every kind of address', async () => {
    const { all } = await reads(EXAMPLE)
    const by = (end: string) => all.find(({ post }) => post.key.endsWith(end))!
    expect(htmlOf(by('t20210402_77.html').page)).toMatch(/眼下正是.*清洁化加工/s)
    expect(by('t20210402_77.html').post.aliases).toEqual(['web:www.qingshi.example/xccy/t20210402_77_1.html'])
    for (const end of ['t20230614_10042.html', 'art_31_1188.html', 't20230628_8.html']) {
      const media = by(end).parts.filter(({ role }) => role === 'media')
      expect(media.length, end).toBeGreaterThan(0)
      expect(
        media.every(({ bytes }) => bytes !== null),
        end,
      ).toBe(true)
    }
    expect(htmlOf(by('t20230614_10042.html').page)).toContain('href="https://www.qingshi.example/zwgk/art/2023/5/4/art_31_1188.html"')
  })
  it('gives a new version when a page or its picture changes, and none when a file is renamed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guiji-web-pages-'))
    try {
      await cp(EXAMPLE, folder, { recursive: true })
      const versions = async () => new Map((await reads(folder)).all.map(({ post }) => [post.key, post.version]))
      const before = await versions()
      await writeFile(join(folder, 'zwdt/202306/W020230614.png'), Buffer.from('other'))
      await cp(join(folder, 'wh/202305/t20230519_9.html'), join(folder, 'wh/renamed.html'))
      await rm(join(folder, 'wh/202305/t20230519_9.html'))
      const after = await versions()
      expect([...before].filter(([key, version]) => after.get(key) !== version).map(([key]) => key)).toEqual([
        'web:www.qingshi.example/zwdt/202306/t20230614_10042.html',
      ])
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe.skipIf(SKIP !== undefined)(`real pages of government sites and portals${SKIP === undefined ? '' : ` (SKIPPED: ${SKIP})`}`, () => {
  it('are all posts with a body, nearly all with title and date, and nothing undecodable', async () => {
    const { all, leftovers } = await reads(REAL)
    expect([all.length, leftovers.length]).toEqual([readdirSync(REAL).length, 0])
    const dated = all.filter(({ page }) => page.published.value !== null)
    const titled = all.filter(({ page }) => page.title !== null)
    expect(all.every(({ page }) => page.state === 'ok' && htmlOf(page).length > 100)).toBe(true)
    expect([dated.length, titled.length]).toEqual([13, 14])
    for (const { page } of all) expect(`${page.title}${htmlOf(page)}`).not.toContain('\ufffd')
  })
  it('have the bodies that a person found by looking at their markup, by weight and without a selector', async () => {
    const scores = Object.entries(BY_HAND).map(([file, selector]) => {
      const html = decode(readFileSync(join(REAL, file))).text
      return score(textOf(extract(html, null).html), textOf(load(html)(selector).first().html() ?? ''))
    })
    expect(Math.min(...scores.map(({ recall }) => recall))).toBeGreaterThan(0.97)
    expect(mean(scores.map(({ recall }) => recall))).toBeGreaterThan(0.99)
    expect(mean(scores.map(({ f1 }) => f1))).toBeGreaterThan(0.99)
  })
})

/** Where a person sees the article on each page. */
const BY_HAND: Readonly<Record<string, string>> = {
  '163_gb2312_declared.html': '#content',
  'cjddsb_local.html': '.single-content',
  'gsc_society.html': '.detailCon',
  'hospital_branch_news.html': '.article_content_mix',
  'newspaper4k_chinese_001.html': '#Content',
  'newspaper4k_chinese_002.html': '#detail',
  'people_gb2312_meta.html': '#rwb_zw',
  'readability_gmw.html': '#contentMain',
  'shanxi_province_article.html': '.TRS_Editor',
  'stcn_notice.html': '.txt_con',
  'xinhuanet_article.html': '#p-detail',
}
