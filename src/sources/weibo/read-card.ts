// The box below a post (`page_info`) and the links of its text → its film, its article, or what else the box says.
import type { JsonObject } from '../text/json.ts'
import { bareObject } from './ids.ts'
import { addressIn, firstWord, listOf } from './json-words.ts'
import { objectOf, unwrapped } from './links.ts'
import { bestVideo, posterOf } from './read-video.ts'
import type { WeiboArticle, WeiboCard, WeiboVideo } from './status.ts'

export interface Boxes {
  readonly videos: readonly WeiboVideo[]
  readonly card: WeiboCard | null
  readonly article: WeiboArticle | null
}

export function cardOf(info: JsonObject, mblog: JsonObject): Boxes {
  const none: Boxes = { videos: [], card: null, article: linkedArticle(mblog) }
  const type = firstWord(info, 'type', 'object_type')
  if (type === null) return none
  const object = firstWord(info, 'object_type')
  if (type === 'video' || object === 'video') return { ...none, videos: bestVideo(info) }
  const url = unwrapped(addressIn(info['page_url']) ?? addressIn(info['url_ori']) ?? '')
  const id = articleId(firstWord(info, 'object_id', 'page_id'), url)
  if (type === 'article' || object === 'article' || id !== null) return { ...none, article: articleOf(info, id, url) }
  return {
    ...none,
    // what stands in the box has no meaning of its own for numbers and empty kinds (`"type": "5"`), the object type has
    card: {
      type: /^\d+$/.test(type) ? (object ?? type) : type,
      title: firstWord(info, 'page_title', 'title', 'content1'),
      words: firstWord(info, 'page_desc', 'content2'),
      url: url === '' ? null : url,
      picture: posterOf(info),
    },
  }
}

function articleOf(info: JsonObject, id: string | null, url: string): WeiboArticle {
  const title = [firstWord(info, 'content1'), firstWord(info, 'page_title'), firstWord(info, 'title')].find(
    (one) => one !== null && !/^(?:头条文章|微博文章)$/.test(one),
  )
  return { ...NO_ARTICLE, id, url: url === '' ? null : url, title: title ?? null, cover: posterOf(info) }
}

export const NO_ARTICLE: WeiboArticle = {
  id: null,
  url: null,
  title: null,
  html: null,
  cover: null,
  summary: null,
  created: null,
  locked: false,
}

export function articleId(object: string | null, url: string): string | null {
  if (object !== null && /^(?:1022:)?(?:2309|100160)\d{10,}$/.test(object)) return bareObject(object)
  const parsed = URL.parse(url)
  const found = parsed === null ? null : objectOf(parsed)
  return found !== null && /^(?:2309|100160)/.test(found) ? found : null
}

/** A post that only announces an article has no box in some dialects, but a link. */
function linkedArticle(mblog: JsonObject): WeiboArticle | null {
  const text = firstWord(mblog, 'text_raw', 'raw_text', 'text') ?? ''
  if (!/(?:发布了|我发表了|发表了)(?:头条)?文章/.test(text)) return null
  for (const link of listOf(mblog['url_struct'])) {
    const url = addressIn(link['long_url']) ?? addressIn(link['ori_url'])
    const id = url === null ? null : articleId(null, unwrapped(url))
    if (id !== null) return { ...NO_ARTICLE, id, url, title: firstWord(link, 'url_title') }
  }
  const [, href] = /href=["']?([^"'\s>]*(?:ttarticle|article)[^"'\s>]*)/.exec(text) ?? []
  const url = href === undefined ? null : unwrapped(href.replaceAll('&amp;', '&'))
  const id = url === null ? null : articleId(null, url)
  return id === null ? null : { ...NO_ARTICLE, id, url, title: /《([^》]{1,200})》/.exec(text)?.[1] ?? null }
}
