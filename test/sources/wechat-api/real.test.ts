// Answers that the real interface once gave, served as they were recorded: read without a loss. Never copied into the repository.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../src/domain/failures.ts'
import { discoverAll, fetchAll, materialOf } from '../../kits/source-kit.ts'
import { opened } from './room.ts'

const SAMPLES = join(import.meta.dirname, '../../../../shared/samples/wechat/json/api')
const here = existsSync(SAMPLES)
const bytesOf = (name: string): Buffer => readFileSync(join(SAMPLES, `${name}.json`))

describe.skipIf(!here)(`recorded answers of the interface${here ? '' : ' (SKIPPED: no samples beside the checkout)'}`, () => {
  it('of the published list, the drafts and the comments become the posts they are', async () => {
    const { server, source } = await opened({}, { drafts: true, comments: true })
    server.oddly('/cgi-bin/freepublish/batchget', { bytes: bytesOf('freepublish_batchget') })
    server.oddly('/cgi-bin/draft/batchget', { bytes: bytesOf('draft_batchget') })
    const [published, draft, ...more] = await discoverAll(source)
    expect(more).toEqual([])
    expect(source.leftovers()).toEqual([])
    const pages = []
    for (const post of [published!, draft!]) pages.push(source.parse(materialOf(post, (await fetchAll(source, post)).parts)))
    expect(pages[0]).toMatchObject({
      state: 'ok',
      kind: 'article',
      author: 'dragon',
      published: { value: '2021-10-23T16:05:06+08:00', provenance: 'api', precision: 'second' },
      media: [{ role: 'cover' }],
    })
    expect(pages[1]).toMatchObject({ state: 'private', published: { value: null } })
  })

  it('of one article is read when the list is lost', async () => {
    const { server, source } = await opened({})
    server.oddly('/cgi-bin/freepublish/getarticle', { bytes: bytesOf('freepublish_getarticle') })
    const ref = { in: 'published', row: '0'.repeat(64), id: 'x', n: 0, offset: 0, numbers: null }
    const { parts } = await fetchAll(source, { key: 'k', aliases: [], ref, version: '', title: null, url: null, listed: null as never })
    expect(source.parse(materialOf({ key: 'k', ref }, parts))).toMatchObject({
      state: 'ok',
      published: { value: '2021-10-23T12:01:10+08:00' },
    })
  })

  it('of menu and replies become the inventory', async () => {
    const { server, source } = await opened({}, { functions: true })
    server.oddly('/cgi-bin/get_current_selfmenu_info', { bytes: bytesOf('get_current_selfmenu_info') })
    server.oddly('/cgi-bin/get_current_autoreply_info', { bytes: bytesOf('get_current_autoreply_info') })
    const posts = await discoverAll(source)
    const kinds = (source.functions?.() ?? []).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'menu')).toHaveLength(3)
    expect(kinds.filter((kind) => kind === 'auto-reply')).toHaveLength(6)
    // a voice and a film
    const { parts } = await fetchAll(source, posts[0]!)
    expect(parts.filter(({ role }) => role === 'media').map(({ missing }) => missing)).toEqual(['media-missing', 'media-remote'])
  })

  it.each([
    ['err_40001', 'api-denied'],
    ['err_40164', 'api-address'],
    ['err_45009', 'api-quota'],
    ['err_53600', 'api-missing'],
  ])('%s is %s', async (name, code) => {
    const { server, source } = await opened({})
    server.oddly('/cgi-bin/freepublish/batchget', ...Array.from({ length: 9 }, () => ({ bytes: bytesOf(name) })))
    const failure: unknown = await discoverAll(source).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Failure)
    expect(failure).toMatchObject({ code })
  })

  it('of comments that are all hidden still say how many there are', async () => {
    const { server, source } = await opened({ published: [] }, { comments: true })
    const row = {
      title: '征求意见',
      content: '<p>文</p>',
      url: 'http://mp.weixin.qq.com/s?__biz=MzA5OTAwMDAwMQ==&mid=1&idx=1&sn=a',
      need_open_comment: 1,
    }
    server.account.published = [{ id: 'a', create_time: 1_700_000_000, articles: [row] }]
    server.oddly('/cgi-bin/comment/list', { bytes: bytesOf('comment_count_mismatch') })
    const [post] = await discoverAll(source)
    expect(source.parse(materialOf(post!, (await fetchAll(source, post!)).parts)).facts).toMatchObject({ comment_num: 182, own_replies: 0 })
  })
})
