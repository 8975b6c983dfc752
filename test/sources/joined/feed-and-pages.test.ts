// A feed and saved pages of one site: kinds whose keys have nothing in common meet by the addresses that both know.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Page } from '../../../src/domain/page.ts'
import { SOURCE_KINDS } from '../../../src/sources/kinds.ts'
import { discoverAll, fetchAll, materialOf, offlineKit } from '../../kits/source-kit.ts'

const joined = SOURCE_KINDS['joined'] ?? expect.fail()
const SITE = 'https://www.qingshi.example'
let base: string

const entry = (n: number, title: string, text: string) =>
  `<item><guid isPermaLink="false">post-${n}</guid><link>${SITE}/art/${n}.html</link><title>${title}</title><pubDate>Mon, 0${n} May 2023 01:00:00 GMT</pubDate><description>${text}</description></item>`
const page = (n: number, title: string, words: string) =>
  `<!doctype html><html><head><meta charset="utf-8"><title>${title}</title><link rel="canonical" href="${SITE}/art/${n}.html"></head><body><h1>${title}</h1><p>发布时间：2023-05-0${n} 09:00 来源：县水利局</p><div class="content">${`<p>${words}</p>`.repeat(8)}</div></body></html>`

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'guiji-joined-site-'))
  mkdirSync(join(base, 'pages'))
  const items = [entry(1, '抗旱通知', '各乡镇做好抗旱。'), entry(2, '只在订阅源里', '短讯。')].join('')
  writeFileSync(
    join(base, 'feed.xml'),
    `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>青石水利</title><link>${SITE}/</link>${items}</channel></rss>`,
  )
  writeFileSync(join(base, 'pages/1.html'), page(1, '抗旱通知', '各乡镇要做好抗旱保苗工作，合理调度水源，确保群众饮水安全。'))
  writeFileSync(join(base, 'pages/3.html'), page(3, '只有保存的网页', '水库蓄水情况正常，汛期值班已经安排，请各单位遵照执行。'))
})
afterAll(() => rmSync(base, { recursive: true, force: true }))

it('are three posts, the common one with the body of its page and the summary of the feed', async () => {
  const given = joined.options.parse({
    of: [
      { kind: 'feed', path: 'feed.xml' },
      { kind: 'web-pages', path: 'pages', hosts: ['www.qingshi.example'] },
    ],
  })
  const source = await joined.open(given, offlineKit(base))
  const posts = await discoverAll(source)
  const pages = new Map<string, Page>()
  for (const post of posts) pages.set(post.url ?? '', source.parse(materialOf(post, (await fetchAll(source, post)).parts)))
  await source.close()
  expect(posts).toHaveLength(3)
  const [common] = posts.filter(({ url }) => url?.endsWith('/1.html'))
  expect([common?.key, ...(common?.aliases ?? [])]).toContain('web:www.qingshi.example/art/1.html')
  const one = pages.get(`${SITE}/art/1.html`)
  expect(one).toMatchObject({ state: 'ok', title: '抗旱通知', from: { body: 'web-pages' } })
  expect(JSON.stringify(one?.body)).toContain('抗旱保苗')
  expect(one?.published.value).toBe('2023-05-01T09:00:00+08:00')
})
