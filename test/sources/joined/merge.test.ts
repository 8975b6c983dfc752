// Several tellings of one post become one page: the best of each field, who gave it, and what they contradict each other in.
import { expect, it } from 'vitest'
import type { Dated, Page } from '../../../src/domain/page.ts'
import { discoverAll, fetchAll, materialOf, offlineKit } from '../../kits/source-kit.ts'
import { joinedToys, toys } from './toy.ts'

type Given = { readonly kind: string; readonly page: Partial<Page>; readonly role?: 'page' | 'row' }

async function merged(...of: readonly Given[]): Promise<Page> {
  const source = await joinedToys.open(
    toys(...of.map(({ kind, ...post }) => ({ kind, posts: [{ key: 'k:1', ...post }] }))),
    offlineKit('/'),
  )
  const [post] = await discoverAll(source)
  return source.parse(materialOf(post ?? expect.fail(), (await fetchAll(source, post ?? expect.fail())).parts))
}

const date = (value: string, precision: Dated['precision'], provenance: Dated['provenance']): Dated => ({
  value,
  precision,
  provenance,
  raw: value,
})
const html = (words: string): Pick<Page, 'body'> => ({ body: { html: `<section><p>${words}</p></section>` } })
const codes = (page: Page) => page.remarks.map(({ code }) => code)

it('takes each field from who has it, the page before the interface before the list, and tells which', async () => {
  const page = await merged(
    {
      kind: 'list',
      role: 'row',
      page: {
        state: 'absent',
        title: '列表的题',
        account: '青石',
        published: date('2023-05-08T00:00:00+08:00', 'day', 'list'),
        facts: { read_num: 7 },
      },
    },
    {
      kind: 'toy-api',
      page: {
        ...html('全文'),
        title: '题',
        author: '甲',
        published: date('2023-05-08T09:00:00+08:00', 'minute', 'api'),
        facts: { read_num: 9 },
      },
    },
    {
      kind: 'toy',
      page: { ...html('全文'), title: '题', summary: '摘要', published: date('2023-05-08T09:00:00+08:00', 'minute', 'page') },
    },
  )
  expect(page).toMatchObject({
    state: 'ok',
    title: '题',
    author: '甲',
    summary: '摘要',
    account: '青石',
    facts: { read_num: 9 },
    published: { provenance: 'page' },
  })
  expect(page.from).toEqual({ title: 'toy', body: 'toy', published: 'toy', author: 'toy-api', summary: 'toy', account: 'list' })
  expect(codes(page)).toEqual(['title-conflict'])
})

it('takes a more precise date that says the same as the trusted one', async () => {
  const page = await merged(
    { kind: 'toy', page: { ...html('文'), published: date('2023-05-08T09:00:00+08:00', 'minute', 'page') } },
    { kind: 'list', role: 'row', page: { state: 'absent', published: date('2023-05-08T09:00:31+08:00', 'second', 'list') } },
  )
  expect([page.published.value, page.from?.['published'], codes(page)]).toEqual(['2023-05-08T09:00:31+08:00', 'list', []])
})

it('trusts the page when the dates lie on different days, and tells both', async () => {
  const page = await merged(
    { kind: 'list', role: 'row', page: { state: 'absent', published: date('2023-05-09T00:10:31+08:00', 'second', 'list') } },
    { kind: 'toy', page: { ...html('文'), published: date('2023-05-08T23:50:00+08:00', 'minute', 'page') } },
  )
  expect(page.published.value).toBe('2023-05-08T23:50:00+08:00')
  expect(page.remarks).toEqual([{ code: 'date-conflict', about: 'toy: 2023-05-08T23:50:00+08:00 / list: 2023-05-09T00:10:31+08:00' }])
})

it('takes the whole text before the cut one, whatever stands first, and then blames nobody for the cut', async () => {
  const cut = { kind: 'toy', page: { ...html('全'), title: '全文', remarks: [{ code: 'text-cut' }] } }
  for (const order of [
    [cut, { kind: 'list', page: { ...html('全文') } }],
    [{ kind: 'list', page: { ...html('全文') } }, cut],
  ]) {
    const page = await merged(...order)
    expect([page.body, page.from?.['body'], codes(page)]).toEqual([html('全文').body, 'list', []])
  }
})

it('tells of texts that differ, but not of white space, invisible marks or width', async () => {
  const same = await merged(
    { kind: 'toy', page: html('共 12 处') },
    { kind: 'list', page: { body: { html: '<div>共１２处\u200b</div><br>' } } },
  )
  expect(codes(same)).toEqual([])
  const emoticon = html('停水[微笑]通知 https://t.cn/A1b2')
  const shown = html('停水<img alt="[微笑]" src="https://x/1.png">通知 <a href="https://t.cn/A1b2">网页链接</a>')
  expect(codes(await merged({ kind: 'toy', page: emoticon }, { kind: 'list', page: shown }))).toEqual([])
  const numbered = await merged({ kind: 'toy', page: html('青政办[2023]1号') }, { kind: 'list', page: html('青政办[2024]1号') })
  expect(codes(numbered)).toEqual(['sources-disagree'])
  const differ = await merged({ kind: 'toy', page: html('共12处') }, { kind: 'list', page: html('共13处') })
  expect(differ.remarks).toEqual([{ code: 'sources-disagree', about: expect.stringMatching(/^toy: 4 字 \w{8} \/ list: 4 字 \w{8} @3$/) }])
})

it('keeps the post that one has when another says it was deleted, and tells so; a list that only names it contradicts nobody', async () => {
  const page = await merged({ kind: 'list', page: { state: 'deleted', stateText: '已删除' } }, { kind: 'toy', page: html('文') })
  expect(page).toMatchObject({ state: 'ok', remarks: [{ code: 'sources-disagree', about: 'toy: ok / list: deleted' }] })
  expect(codes(await merged({ kind: 'list', page: { state: 'absent' } }, { kind: 'toy', page: html('文') }))).toEqual([])
})

it('says of a post that nobody has what tells most about its fate', async () => {
  expect(
    await merged({ kind: 'list', page: { state: 'absent' } }, { kind: 'toy', page: { state: 'deleted', stateText: '已删除' } }),
  ).toMatchObject({ state: 'deleted', stateText: '已删除' })
  expect(
    (await merged({ kind: 'list', page: { state: 'unreadable' } }, { kind: 'toy', page: { state: 'migrated', movedTo: 'https://x' } }))
      .movedTo,
  ).toBe('https://x')
})

it('calls a reprint what anybody calls a reprint, and hands on what others noticed of the post', async () => {
  const page = await merged(
    { kind: 'toy', page: html('文') },
    { kind: 'list', page: { ...html('文'), kind: 'reprint', remarks: [{ code: 'paid-content' }, { code: 'charset-doubt' }] } },
  )
  expect([page.kind, codes(page)]).toEqual(['reprint', ['paid-content']])
})

it('gives a post of mere words no title that is its text', async () => {
  const page = await merged(
    { kind: 'toy', page: { kind: 'text', body: { text: '今天停水，请互相转告。' } } },
    { kind: 'list', role: 'row', page: { state: 'absent', title: '今天停水，请互相转告。' } },
  )
  expect([page.title, codes(page)]).toEqual([null, []])
})

it('gives the page of a source that stands alone as it is, but for who told it', async () => {
  const alone = { ...html('文'), title: '题', topics: ['一'], remarks: [{ code: 'paid-content' }], facts: { read_num: 3 } }
  const page = await merged({ kind: 'toy', page: alone })
  expect(page).toMatchObject(alone)
  expect(page.from).toEqual({ title: 'toy', body: 'toy' })
})
