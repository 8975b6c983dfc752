// A saved page of 头条号 → what it says: from the data in its scripts (2017–2021: BASE_DATA; later: RENDER_DATA), else from its elements.
import type { Json } from '../../domain/archive.ts'
import { fromEither, firstKnown } from '../text/dates.ts'
import { inside, isObject, objectsOf, readJson, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { textOf } from '../text/text-of.ts'
import { idKey, keysOf } from './addresses.ts'
import { firstOf, lineIn, scriptsWith, titleTag } from './elements.ts'
import { coverOf, emptyReading, escapeHtml } from './reading.ts'
import type { Reading } from './reading.ts'
import { escapedText, isTrue, member, namesIn, objectAt, parsedJson, word } from './script-objects.ts'
import type { ScriptObject } from './script-objects.ts'

export function readToutiao(html: string, url: string | null): Reading {
  const said = fromBaseData(html, url) ?? fromRenderData(html, url)
  if (said !== null && hasBody(said) && said.title !== null && said.account !== null && said.published.value !== null) return said
  const seen = fromElements(html, url)
  if (said === null) return seen
  // Each lacks what the other may have: a saved page can have lost its scripts' data, or its elements.
  const keys = [...new Set([...said.keys, ...seen.keys])]
  const body = hasBody(said) ? {} : { body: seen.body, kind: seen.kind, remarks: seen.remarks }
  return {
    ...said,
    keys,
    title: said.title ?? seen.title,
    account: said.account ?? seen.account,
    published: firstKnown(said.published, seen.published),
    ...body,
  }
}

function hasBody({ body, media }: Reading): boolean {
  return ('html' in body ? body.html !== '' : body.text !== '') || media.some(({ role }) => role === 'body')
}

function fromBaseData(html: string, url: string | null): Reading | null {
  for (const { text } of scriptsWith(html, 'BASE_DATA')) {
    const base = objectAt(text, 'BASE_DATA')
    const gallery = objectAt(text, 'BASE_DATA.galleryInfo') ?? (base === null ? null : member(base, 'galleryInfo'))
    const article = base === null ? null : member(base, 'articleInfo')
    const media = base === null ? null : member(base, 'mediaInfo')
    const account = media === null ? null : word(member(media, 'name'))
    if (article !== null) return { ...articleOf(article, url), account }
    if (gallery !== null) return { ...galleryOf(gallery, url), account }
  }
  return null
}

function articleOf(article: ScriptObject, url: string | null): Reading {
  const at = (...path: readonly string[]): ScriptObject | null => member(article, ...path)
  const content = escapedText(at('content'))
  const original = isTrue(at('subInfo', 'isOriginal'))
  return {
    ...emptyReading('toutiao', url),
    keys: keysFrom(word(at('itemId')), word(at('groupId')), url),
    title: escapedText(at('title')),
    published: fromEither(word(at('subInfo', 'time')), 'page'),
    topics: namesIn(at('tagInfo', 'tags')),
    body: content === null ? { text: '' } : { html: content },
    media: coverOf(word(at('coverImg'))),
    facts: original === null ? {} : { original },
  }
}

function galleryOf(gallery: ScriptObject, url: string | null): Reading {
  const at = (name: string): ScriptObject | null => member(gallery, name)
  const pictures = parsedJson(at('gallery'))
  return {
    ...emptyReading('toutiao', url ?? word(at('share_url'))),
    kind: 'images',
    keys: keysFrom(word(at('item_id')), word(at('group_id')), url),
    title: escapedText(at('title')),
    published: fromEither(word(at('publish_time')), 'page'),
    summary: escapedText(at('abstract')) || null,
    body: pictures === null ? { text: '' } : { html: galleryHtml(pictures) },
  }
}

/** Each picture with its words behind it, as the page shows them one after another. */
function galleryHtml(gallery: JsonObject): string {
  const words = (name: string): readonly (string | null)[] => {
    const list = gallery[name]
    return Array.isArray(list) ? list.map((one: Json) => wordOf(one)) : []
  }
  const [texts, titles] = [words('sub_abstracts'), words('sub_titles')]
  return objectsOf(gallery['sub_images'])
    .map((image, n) => {
      const address = wordOf(image['url']) ?? wordOf(objectsOf(image['url_list'])[0]?.['url']) ?? ''
      const text = texts[n] ?? ''
      return `<p><img src="${escapeHtml(address)}" alt="${escapeHtml(titles[n] ?? '')}"></p>${text === '' ? '' : `<p>${escapeHtml(text)}</p>`}`
    })
    .join('')
}

function keysFrom(item: string | null, group: string | null, url: string | null): readonly string[] {
  return [...new Set([...idKey('toutiao:', item), ...idKey('toutiao:', group), ...(url === null ? [] : keysOf(url))])]
}

function fromRenderData(html: string, url: string | null): Reading | null {
  const script = scriptsWith(html, 'RENDER_DATA').find(({ id }) => id === 'RENDER_DATA')
  const root = script === undefined ? null : readJson(unescaped(script.text.trim()))
  if (root === null) return null
  const data = inside(root, 'data') ?? root
  const holders = [inside(data, 'articleInfo'), inside(data, 'article'), inside(data, 'initialVideo'), data].filter((one) => isObject(one))
  const told = holders.find((one) => wordOf(one['content']) !== null || wordOf(one['title']) !== null)
  return told === undefined || !isObject(data) ? null : renderedOf(data, told, url)
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function renderedOf(data: JsonObject, told: JsonObject, url: string | null): Reading {
  const one = (...names: readonly string[]): string | null =>
    names.map((name) => wordOf(told[name]) ?? wordOf(data[name])).find((value) => value !== null) ?? null
  const user = [told['userInfo'], told['mediaInfo'], told['user'], data['mediaInfo']].find((value) => isObject(value))
  const content = wordOf(told['content'])
  const films = objectsOf(inside(told, 'videoPlayInfo', 'video_list')).flatMap((film) => wordOf(film['main_url']) ?? [])
  const film = films.find((address) => /^https?:/.test(address))
  const isVideo = told === data['initialVideo']
  return {
    ...emptyReading('toutiao', url),
    kind: isVideo ? 'video' : one('title') === null ? 'text' : 'article',
    keys: keysFrom(one('itemId', 'item_id'), one('groupId', 'group_id'), url),
    title: one('title'),
    account: isObject(user) ? (wordOf(user['name']) ?? wordOf(user['screen_name'])) : one('source'),
    published: fromEither(one('publishTime', 'publish_time'), 'page'),
    body: content === null ? { text: '' } : /<[a-z][^<>]*>/i.test(content) ? { html: content } : { text: content },
    media: [...coverOf(one('coverUrl', 'coverImg')), ...(film === undefined ? [] : [{ kind: 'video', ref: film, role: 'body' } as const])],
    remarks: isVideo && film === undefined ? [{ code: 'video-not-stored' }] : [],
  }
}

const BODIES = ['article.tt-article-content', 'article.syl-article-base', 'div.article-content', '.weitoutiao-html'] as const
const DATE = /(\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}(?::\d{2})?)/

function fromElements(html: string, url: string | null): Reading {
  const found = firstOf(html, [...BODIES, '.article-title', 'h1.', '.article-sub', '.article-meta', '.name'])
  const body = BODIES.map((name) => found.get(name)).find((one) => one !== undefined)
  const line = lineIn(found.get('.article-sub')) ?? lineIn(found.get('.article-meta')) ?? ''
  const account =
    lineIn(found.get('.name')) ??
    line
      .replace(DATE, '')
      .replace(/^原创\s*/, '')
      .trim()
  return {
    ...emptyReading('toutiao', url),
    keys: url === null ? [] : keysOf(url),
    title:
      lineIn(found.get('.article-title')) ??
      lineIn(found.get('h1.')) ??
      titleTag(html)
        ?.replace(/[-_]\s*今日头条$/, '')
        .trim() ??
      null,
    account: account === '' || account.length > 60 ? null : account,
    published: fromEither(DATE.exec(line)?.[1], 'page'),
    body: body === undefined ? { text: '' } : { html: body.inner },
    remarks: body === undefined || body.closed ? [] : [{ code: 'file-truncated' }],
    kind: body !== undefined && textOf(body.inner) === '' ? 'images' : 'article',
  }
}
