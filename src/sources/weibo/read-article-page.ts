// A saved page of a 头条文章 → Status of its post, with the article in it. The markup is parsed, scripts are never run.
import { load } from 'cheerio'
import { NO_ARTICLE } from './read-card.ts'
import { objectOf } from './links.ts'
import { addressIn } from './json-words.ts'
import { UNTOLD } from './status.ts'
import type { Status } from './status.ts'
import type { From } from './telling.ts'

export function isArticlePage(html: string): boolean {
  return /node-type=["']?(?:articleTitle|contentBody)|class=["'][^"']*WB_editor_iframe/.test(html)
}

/** Null when the page shows no article. */
export function readArticlePage(raw: string, from: From): Status | null {
  const $ = load(raw, { scriptingEnabled: false })
  const body = $('[node-type=contentBody], .WB_editor_iframe_new, .WB_editor_iframe').first()
  const html = body.html()
  if (html === null || html.trim() === '') return null
  const url = addressOf($('link[rel=canonical]').attr('href'), from.name) ?? ''
  const parsed = URL.parse(url)
  const id = parsed === null ? null : objectOf(parsed)
  const title = $('[node-type=articleTitle]').first().text().trim()
  const author = $('.authorinfo em.W_autocut, .authorinfo [node-type=author], [node-type=authorName]').first()
  const time = $('.authorinfo .time, .time').first().text().trim()
  return {
    ...UNTOLD,
    uid: /\$CONFIG\['oid'\]\s*=\s*'(\d{5,12})'/.exec(raw)?.[1] ?? /(?:uid|oid)=["']?(\d{8,12})/.exec(raw)?.[1] ?? null,
    account: author.text().trim() === '' ? null : author.text().trim(),
    told: 'page',
    capturedAt: from.capturedAt,
    article: {
      ...NO_ARTICLE,
      id,
      url: url === '' ? null : url,
      title: title === '' ? null : title,
      html,
      cover: addressIn($('[node-type=articleHeaderPic]').attr('src')),
      created: time === '' ? null : time.replace(/^发布于\s*/, ''),
      locked: /node-type=["']?payRead|付费阅读|关注(?:作者)?后(?:可)?(?:阅读|查看)/.test(raw),
    },
  }
}

function addressOf(canonical: string | undefined, name: string): string | null {
  const said = [canonical ?? '', name].find((url) => /^https?:\/\//.test(url))
  if (said !== undefined) return said
  const id = /(?<!\d)((?:2309|100160)\d{10,})(?!\d)/.exec(name)?.[1]
  return id === undefined ? null : `https://weibo.com/ttarticle/p/show?id=${id}`
}
