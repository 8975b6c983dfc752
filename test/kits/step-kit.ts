// The kit for normalizing: pages and surroundings to test with, and what must hold for every draft, whatever went in.
import { parseFragment, serialize } from 'parse5'
import { expect } from 'vitest'
import type { Asset } from '../../src/domain/asset.ts'
import { type Mapping, mappingSchema } from '../../src/domain/mapping.ts'
import { type Page, UNKNOWN_DATE } from '../../src/domain/page.ts'
import { type Normalized, normalize } from '../../src/transform/normalize.ts'
import type { Surroundings } from '../../src/transform/step.ts'

export function mappingOf(more: Record<string, unknown> = {}): Mapping {
  return mappingSchema.parse({
    mapping: 'test',
    columns: [{ id: 'news', name: '工作动态', description: '工作动态', keywords: ['动态'], type: '工作动态' }],
    routes: [{ column: 'news' }],
    ...more,
  })
}

export function pageOf(body: string | Page['body'], more: Partial<Page> = {}): Page {
  return {
    state: 'ok',
    platform: 'wechat',
    kind: 'article',
    title: '标题',
    account: '青石卫健',
    author: null,
    source: '青石县卫生健康局',
    published: { value: '2023-09-14T18:02:00+08:00', precision: 'second', provenance: 'page', raw: '1694685720' },
    modified: UNKNOWN_DATE,
    summary: null,
    url: 'https://mp.weixin.qq.com/s/abc',
    readMore: null,
    origin: null,
    topics: [],
    media: [],
    remarks: [],
    facts: {},
    body: typeof body === 'string' ? { html: body } : body,
    ...more,
  }
}

export function assetOf(letter: string, mediaType = 'image/png', more: Partial<Asset> = {}): Asset {
  return {
    digest: letter.repeat(64),
    sm3: letter.repeat(64),
    bytes: 100,
    mediaType,
    width: mediaType.startsWith('image/') ? 640 : null,
    height: mediaType.startsWith('image/') ? 480 : null,
    publishDigest: null,
    publishType: null,
    fault: null,
    ...more,
  }
}

export function nearOf(more: Partial<Surroundings> = {}): Surroundings {
  const stored: [string, Asset][] = [
    ['https://mmbiz.qpic.cn/a/640?wx_fmt=png&from=appmsg', assetOf('a')],
    ['assets/b.jpg', assetOf('b', 'image/jpeg')],
    ['https://mmbiz.qpic.cn/bg/640', assetOf('c')],
    ['mpvid:wxv_1', assetOf('d', 'video/mp4')],
    ['voice:MjM5', assetOf('e', 'audio/mpeg')],
    ['files/表.docx', assetOf('f', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document')],
  ]
  return {
    mapping: mappingOf(),
    organ: '青石县卫生健康局',
    media: new Map(stored.map(([name, asset]) => [name, { asset, missing: null }])),
    keysOf: (url) => (url.includes('__biz=A&mid=1') ? ['A/1/1'] : []),
    ...more,
  }
}

const ALLOWED_TAGS = new Set(
  'p h2 h3 h4 h5 h6 ul ol li blockquote pre code table caption thead tbody tfoot tr th td figure figcaption hr br strong em u s sub sup a img video audio'.split(
    ' ',
  ),
)
const ALLOWED_ATTRIBUTES: Readonly<Record<string, RegExp>> = {
  href: /^(?:https?:\/\/|mailto:|tel:|asset:[0-9a-f]{64}$|#g-)/,
  src: /^asset:[0-9a-f]{64}$/,
  alt: /^/,
  title: /^/,
  width: /^\d+$/,
  height: /^\d+$/,
  colspan: /^\d+$/,
  rowspan: /^\d+$/,
  start: /^\d+$/,
  style: /^text-align:(?:center|right)$/,
  id: /^g-[\p{L}\p{N}_-]+$/u,
  class: /^language-[\w+#-]+$/,
  controls: /^$/,
}

/** What holds for every draft: safe, stable, well-formed, nothing lost without a name. */
export function expectSound(result: Normalized): void {
  const { draft } = result
  expect(serialize(parseFragment(draft.html))).toBe(draft.html)
  expect(draft.html.isWellFormed() && draft.text.isWellFormed() && draft.markdown.isWellFormed()).toBe(true)
  const left = [...parseFragment(draft.html).childNodes]
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (!('tagName' in node)) {
      expect(node.nodeName).toBe('#text')
      continue
    }
    expect(ALLOWED_TAGS).toContain(node.tagName)
    for (const { name, value } of node.attrs) expect(value, `${node.tagName} ${name}`).toMatch(ALLOWED_ATTRIBUTES[name] ?? /^not allowed$/)
    left.push(...node.childNodes)
  }
  const lost = result.findings.filter(({ code }) => code === 'content-lost').length
  expect(lost).toBe(draft.conservation.lost.length)
}

export function sound(body: string | Page['body'], more: Partial<Page> = {}, near: Surroundings = nearOf()): Normalized {
  const result = normalize(pageOf(body, more), near)
  expectSound(result)
  return result
}
