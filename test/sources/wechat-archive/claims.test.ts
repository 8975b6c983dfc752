// What saved answers of the console and the interface say of the number of messages: the largest of many saved pages, and nothing that is no number.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Claim } from '../../../src/domain/account.ts'
import { wechatArchive } from '../../../src/sources/wechat-archive/index.ts'
import { discoverAll, offlineKit } from '../../kits/source-kit.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'guiji-claims-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const row = (n: number) => ({
  appmsgid: n,
  itemidx: 1,
  title: `第${n}篇`,
  link: `https://mp.weixin.qq.com/s?__biz=MzA5OQ==&mid=${n}&idx=1`,
  create_time: 1_700_000_000,
})
const console20 = (total: unknown, n: number) => ({
  base_resp: { ret: 0 },
  publish_page: JSON.stringify({ total_count: total, publish_list: [{ publish_info: JSON.stringify({ appmsgex: [row(n)] }) }] }),
})
const published = (total: number) => ({
  total_count: total,
  item: [{ article_id: 'a', content: { news_item: [{ title: '题', url: row(9).link, content: '<p>文</p>', is_deleted: false }] } }],
})

async function claims(files: Readonly<Record<string, unknown>>): Promise<readonly Claim[]> {
  for (const [name, value] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(value))
  const source = await wechatArchive.open({ path: folder }, offlineKit('/'))
  await discoverAll(source)
  await source.close()
  return source.claims?.() ?? []
}

it('are one claim a list, the largest number that any saved page of it gives, in messages', async () => {
  const said = await claims({
    'a.json': console20(21, 1),
    'b.json': console20(22, 2),
    'c.json': [console20(20, 3)],
    'free.json': published(7),
  })
  expect(said).toEqual([
    { by: 'console publish_page.total_count', scope: 'all', of: '', count: 22, unit: 'messages' },
    { by: 'freepublish_batchget.total_count', scope: 'all', of: '', count: 7, unit: 'messages' },
  ])
})

it('are none where nobody says a number', async () => {
  expect(await claims({ 'a.json': console20('many', 1), 'b.json': console20(-3, 2), 'rows.json': [row(5)] })).toEqual([])
})
