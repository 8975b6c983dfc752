// By what names a post is known: never by one that another post may claim tomorrow.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { weiboArchive } from '../../../src/sources/weibo-archive/index.ts'
import { discoverAll, offlineKit } from '../../kits/source-kit.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guiji-weibo-names-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(mid: string, article: string): void {
  const card = {
    type: 'article',
    object_id: `1022:${article}`,
    page_title: '长文',
    page_url: `https://weibo.com/ttarticle/p/show?id=${article}`,
  }
  const user = { id: 6150000001, screen_name: '青石发布' }
  const text = `发布了头条文章:《长文》 ${mid}`
  const status = { id: mid, mid, text, created_at: 'Wed Jun 09 10:00:00 +0800 2021', user, isLongText: false, pic_ids: [], page_info: card }
  writeFileSync(join(folder, `${mid}.json`), JSON.stringify(status))
}

async function names(): Promise<Map<string, readonly string[]>> {
  const source = await weiboArchive.open(weiboArchive.options.parse({ path: folder }), offlineKit('/'))
  const found = new Map((await discoverAll(source)).map(({ key, aliases }) => [key, aliases]))
  await source.close()
  return found
}

it('a post that alone carries an article is known by it; of two that carry one, neither', async () => {
  write('4645748019299849', '2309404645000000000001')
  const [alone = []] = [...(await names()).values()]
  expect(alone).toContainEqual(expect.stringContaining('2309404645000000000001'))
  // read before the first one, as a later export may be
  write('4645748019299840', '2309404645000000000001')
  const both = await names()
  expect(both.size).toBe(2)
  for (const aliases of both.values()) expect(aliases.filter((name) => name.includes('2309404645'))).toEqual([])
})
