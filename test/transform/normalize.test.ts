// normalize() as a whole: facts and rules of the mapping, findings, conservation, and posts that are not articles.
import { describe, expect, it } from 'vitest'
import { normalize } from '../../src/transform/normalize.ts'
import { isUrgent, outcomeOf } from '../../src/transform/facts/routes.ts'
import { UNKNOWN_DATE } from '../../src/domain/page.ts'
import { assetOf, mappingOf, nearOf, pageOf, sound } from '../kits/step-kit.ts'

const codes = (result: { readonly findings: readonly { readonly code: string }[] }): string[] => result.findings.map(({ code }) => code)

describe('the facts of a post', () => {
  it('keeps the original publish time and never fills an unknown one', () => {
    expect(sound('<p>文</p>').draft.published.value).toBe('2023-09-14T18:02:00+08:00')
    const unknown = sound('<p>文</p>', { published: UNKNOWN_DATE })
    expect(unknown.draft.published.value).toBeNull()
    expect(codes(unknown)).toContain('date-unknown')
  })
  it('makes a title from the first sentence when the post has none, and says so', () => {
    const { draft, findings } = sound({ text: '今天起开放接种预约。请按时到场。\n\n第二段' }, { title: null, kind: 'text' })
    expect([draft.title, draft.titleFrom, draft.text]).toEqual(['今天起开放接种预约', 'made', '今天起开放接种预约。请按时到场。\n第二段'])
    expect(codes({ findings })).toContain('title-made')
  })
  it('cuts a made title between characters as people see them', () => {
    const { draft } = sound({ text: '👨‍👩‍👧'.repeat(60) }, { title: null })
    expect(draft.title).toBe(`${'👨‍👩‍👧'.repeat(39)}…`)
  })
  it('strips and renames by the mapping and leaves an unknown source unknown', () => {
    const mapping = mappingOf({
      title: { strip: ['^【[^】]*】'] },
      source: { strip: ['^来源[::]'], rename: { 县卫健局: '青石县卫生健康局' } },
      author: { strip: ['^作者/'] },
    })
    const { draft } = sound(
      '<p>文</p>',
      { title: '【转发】 关于接种的通知', source: '来源:县卫健局', author: '作者/李四' },
      nearOf({ mapping }),
    )
    expect([draft.title, draft.source, draft.author, draft.publisher]).toEqual([
      '关于接种的通知',
      '青石县卫生健康局',
      '李四',
      '青石县卫生健康局',
    ])
    const unknown = sound('<p>文</p>', { source: null })
    expect(unknown.draft.source).toBeNull()
    expect(codes(unknown)).toContain('source-unknown')
  })
  it('takes the column of the first route that matches, and none when none does', () => {
    const mapping = mappingOf({ routes: [{ when: { title: '招聘', after: '2023-01-01' }, column: 'news' }] })
    expect(sound('<p>文</p>', { title: '招聘公告' }, nearOf({ mapping })).draft.column).toBe('news')
    const none = sound('<p>文</p>', { title: '招聘公告', published: UNKNOWN_DATE }, nearOf({ mapping }))
    expect(none.draft.column).toBeNull()
    expect(codes(none)).toContain('column-unknown')
  })
  it('gives the outcome and urgency that a person wrote down, by name', () => {
    const mapping = mappingOf({
      outcomes: [{ when: { page: 'deleted' }, to: 'gone', reason: '发布者已删除', by: '张主任' }],
      urgent: [{ text: '紧急' }],
    })
    expect(outcomeOf(pageOf('', { state: 'deleted' }), null, mapping)).toEqual({ to: 'gone', reason: '发布者已删除', by: '张主任' })
    expect(outcomeOf(pageOf('<p>文</p>'), null, mapping)).toBeNull()
    expect([isUrgent(pageOf('<p>紧<b>急</b></p>'), mapping), isUrgent(pageOf('<p>平常</p>'), mapping)]).toEqual([true, false])
  })
  it('turns what the source noticed into findings', () => {
    const result = sound('<p>文</p>', {
      kind: 'reprint',
      origin: { account: '他号' },
      remarks: [{ code: 'charset-doubt' }, { code: 'unheard-of' }],
      facts: { paid: true },
    })
    expect(codes(result)).toEqual(expect.arrayContaining(['reprint', 'charset-doubt', 'paid-content']))
  })
  it('keeps 阅读原文 as a safe address only', () => {
    expect(sound('<p>文</p>', { readMore: 'https://www.qingshi.gov.cn/a?x=1&amp;y=2' }).draft.readMore).toBe(
      'https://www.qingshi.gov.cn/a?x=1&y=2',
    )
    expect(sound('<p>文</p>', { readMore: 'javascript:alert(1)' }).draft.readMore).toBeNull()
  })
})

describe('media', () => {
  it('puts the pictures of a picture post after its text, each once, and lists the cover without showing it', () => {
    const media = [
      { kind: 'image', ref: 'https://mmbiz.qpic.cn/bg/640', role: 'cover' },
      { kind: 'image', ref: 'assets/b.jpg', role: 'body' },
      { kind: 'image', ref: 'assets/b.jpg', role: 'body' },
      { kind: 'file', ref: 'files/表.docx', role: 'attachment', title: '报名表' },
    ] as const
    const { draft } = sound({ text: '看图' }, { kind: 'images', media })
    expect(draft.media.map(({ role, digest }) => `${role} ${digest?.[0]}`)).toEqual(['cover c', 'body b', 'attachment f'])
    expect(draft.html).toBe(
      `<p>看图</p><p><img src="asset:${'b'.repeat(64)}" alt="" width="640" height="480"></p><p><a href="asset:${'f'.repeat(64)}">报名表</a></p>`,
    )
    expect(draft.conservation.lost).toEqual([])
  })
  it('names the bytes that may be published and refuses faulty ones', () => {
    const media = new Map([
      ['a.png', { asset: assetOf('a', 'image/bmp', { publishDigest: 'b'.repeat(64), publishType: 'image/png' }), missing: null }],
      ['p.png', { asset: assetOf('c', 'image/png', { fault: 'media-placeholder' }), missing: null }],
      ['m.png', { asset: null, missing: 'media-broken' }],
    ])
    const result = sound('<img src="a.png"><img src="p.png"><img src="m.png">', {}, nearOf({ media }))
    expect(result.draft.media.map(({ digest, mediaType }) => [digest?.[0] ?? null, mediaType])).toEqual([
      ['b', 'image/png'],
      [null, null],
      [null, null],
    ])
    expect(codes(result)).toEqual(expect.arrayContaining(['media-placeholder', 'media-broken']))
  })
})

describe('conservation', () => {
  it('counts the same before and after, and names what a rule dropped', () => {
    const { draft } = sound(
      '<p>甲<a href="https://a.cn">乙</a></p><p style="display:none">丙<img src="assets/b.jpg"></p><table><tr><td>丁</td><td>戊</td></tr></table>',
    )
    expect(draft.conservation.before).toEqual({ characters: 5, images: 1, links: 1, tables: 1, attachments: 0, audio: 0, video: 0 })
    expect(draft.conservation.after).toEqual({ characters: 4, images: 0, links: 1, tables: 1, attachments: 0, audio: 0, video: 0 })
    expect(draft.conservation.dropped).toEqual([{ rule: 'hidden-content', what: '丙 · 图片 1' }])
    expect(draft.conservation.lost).toEqual([])
  })
  it('gives the same answer twice', () => {
    const page = pageOf('<section><p>一<b>二</b></p><img data-src="https://x.cn/1"></section>')
    expect(normalize(page, nearOf())).toEqual(normalize(page, nearOf()))
  })
  it('drops by selector and by text, each under its rule name', () => {
    const mapping = mappingOf({
      drop: [
        { name: 'ads', selector: 'section.ad, p#foot' },
        { name: 'sign', text: '^供稿' },
      ],
    })
    const { draft } = sound(
      '<section class="x ad"><p>广告</p></section><p id="foot">页脚</p><p>供稿:办公室</p><p>正文</p>',
      {},
      nearOf({ mapping }),
    )
    expect(draft.html).toBe('<p>正文</p>')
    expect(draft.conservation.dropped).toEqual([
      { rule: 'ads', what: '广告' },
      { rule: 'ads', what: '页脚' },
      { rule: 'sign', what: '供稿:办公室' },
    ])
  })
})
