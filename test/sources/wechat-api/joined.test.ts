// The interface and the console's export of one account, joined: one set of posts, each once, though only the export has what was sent with a
// notification.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { SOURCE_KINDS } from '../../../src/sources/kinds.ts'
import { discoverAll, fetchAll, materialOf, onlineKit } from '../../kits/source-kit.ts'
import { wechatServer } from '../../kits/wechat-server.ts'
import { article, keyOf, message } from './room.ts'

/** One push of the console's 发表记录, wrapped three times as the console does. */
function push(mid: number, count: number): unknown {
  const rows = Array.from({ length: count }, (_, n) => {
    const { title, url } = article(mid, n + 1)
    return { aid: `${mid}_${n + 1}`, appmsgid: mid, itemidx: n + 1, title, link: url, create_time: 1_700_000_000, digest: '摘要' }
  })
  return { publish_type: 1, publish_info: JSON.stringify({ type: 9, msgid: mid, sent_info: { time: 1_700_000_000 }, appmsgex: rows }) }
}

it('an account joined of the interface and the export of the console is one set', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'guiji-joined-'))
  const page = { total_count: 2, publish_count: 1, masssend_count: 1, publish_list: [push(2_247_480_001, 2), push(2_247_499_999, 2)] }
  writeFileSync(join(folder, '发表记录.json'), JSON.stringify({ base_resp: { ret: 0, err_msg: 'ok' }, publish_page: JSON.stringify(page) }))
  const server = await wechatServer({ published: [message(1, 2), message(2, 1)] })
  const kit = onlineKit(folder, [server.host], { env: { GUIJI_SECRET_WECHAT: server.account.secret } })
  const joined = SOURCE_KINDS['joined']!
  const api = {
    kind: 'wechat-api',
    appid: server.account.appid,
    secret: { env: 'GUIJI_SECRET_WECHAT' },
    api: server.url,
    statistics: false,
  }
  const source = await joined.open(joined.options.parse({ kind: 'joined', of: [api, { kind: 'wechat-archive', path: folder }] }), kit)
  onTestFinished(async () => {
    await source.close()
    await kit.close()
    await server.close()
    rmSync(folder, { recursive: true })
  })
  const posts = await discoverAll(source)
  expect(posts.map(({ key }) => key).toSorted()).toEqual(
    [
      keyOf(2_247_480_001, 1),
      keyOf(2_247_480_001, 2),
      keyOf(2_247_480_002, 1),
      keyOf(2_247_499_999, 1),
      keyOf(2_247_499_999, 2),
    ].toSorted(),
  )
  const pages = new Map<string, unknown>()
  for (const post of posts) pages.set(post.key, source.parse(materialOf(post, (await fetchAll(source, post)).parts)))
  expect(pages.get(keyOf(2_247_480_001, 1))).toMatchObject({ state: 'ok', body: { html: expect.stringContaining('认真落实') } })
  // sent with a notification: the interface does not have it, and the export only its name
  expect(pages.get(keyOf(2_247_499_999, 1))).toMatchObject({ state: 'absent', title: expect.stringContaining('2247499999') })
})
