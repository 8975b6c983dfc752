// One post of a weibo.cn page (the site for old telephones): its block of markup → Status. Counters there stop at a million and are kept as said.
import { load } from 'cheerio'
import type { CheerioAPI } from 'cheerio'
import { midOf, pidOf } from './ids.ts'
import { goneKind, goneWords } from './gone.ts'
import { enlarged } from './read-pictures.ts'
import { isCut } from './read-mblog.ts'
import { UNTOLD } from './status.ts'
import type { Status, WeiboPicture } from './status.ts'
import type { From } from './telling.ts'

/** Beginnings of the posts' blocks in such a page. */
export const TOUCH_POST = /<div class=["']c["'] id=["']M_([0-9A-Za-z]{5,12})["']/g

/** Null when it is no block of a post. */
export function readTouch(raw: string, from: From): Status | null {
  const $ = load(raw, { scriptingEnabled: false }, false)
  const block = $('div.c[id^=M_]').first()
  const bid = (block.attr('id') ?? '').slice(2)
  const mid = midOf(bid)
  if (mid === null) return null
  const marks = $('span.cmt')
    .toArray()
    .map((one) => $(one).text())
  const isForward = marks.some((mark) => mark.includes('转发了'))
  const [created = '', client = ''] = splitTime($('span.ct').last().text())
  const own = isForward ? reasonOf($) : ($('span.ctt').first().html() ?? '')
  const pictures = picturesOf($)
  const gone = goneWords($('span.ctt').first().text())
  return {
    ...UNTOLD,
    mid,
    bid,
    uid: /[?&;]uid=(\d{5,12})/.exec(raw)?.[1] ?? null,
    account: nameOf($, isForward),
    created: created === '' ? null : created,
    told: 'page',
    capturedAt: from.capturedAt,
    text: { html: own },
    textState: isCut(own) || />\s*全文\s*<\/a>/.test(own) ? 'truncated' : 'full',
    pictures: isForward ? [] : pictures.list,
    pictureCount: isForward ? null : pictures.count,
    quoted: isForward ? quotedOf($, from) : null,
    client: client === '' ? null : client,
    pinned: $('span.kt').text().includes('置顶') ? true : null,
    counts: countsOf($),
    bareForward: isForward && /^(?:转发微博|Repost)?[.。\s]*$/.test($.root().find('span.cmt').length > 0 ? load(own).text() : ''),
    gone: isForward ? null : gone,
  }
}

function splitTime(text: string): readonly string[] {
  return text
    .replaceAll('\u00a0', ' ')
    .split(/\s*来自\s*/, 2)
    .map((word) => word.trim())
}

function nameOf($: CheerioAPI, isForward: boolean): string | null {
  const name = isForward ? '' : $('a.nk').first().text().trim()
  return name === '' ? null : name
}

/** The words behind 转发理由, up to the links for likes and comments. */
function reasonOf($: CheerioAPI): string {
  const mark = $('span.cmt')
    .toArray()
    .findLast((one) => $(one).text().includes('转发理由'))
  let html = ''
  for (let node = mark?.nextSibling ?? null; node !== null; node = node.nextSibling) {
    const text = $(node).text()
    if (/^(?:赞|转发|评论)\[\d+\]$|^收藏$/.test(text.trim()) || $(node).is('span.ct')) break
    html += $.html(node)
  }
  return html.trim()
}

function quotedOf($: CheerioAPI, from: From): Status['quoted'] {
  const text = $('span.ctt').first()
  const words = goneWords(text.text())
  if (words !== null) return { gone: goneKind(words) }
  const author = $('span.cmt')
    .filter((_, one) => $(one).text().includes('转发了'))
    .first()
    .find('a')
    .first()
  if (author.length === 0) return { gone: 'hidden' }
  const bid = /\/comment\/([0-9A-Za-z]{5,12})/.exec($('a.cc').first().attr('href') ?? '')?.[1] ?? null
  const html = text.html() ?? ''
  return {
    ...UNTOLD,
    mid: bid === null ? null : midOf(bid),
    bid,
    account: author.text().trim(),
    told: 'page',
    capturedAt: from.capturedAt,
    text: { html },
    textState: />\s*全文\s*<\/a>/.test(html) ? 'truncated' : 'full',
    pictures: picturesOf($).list,
  }
}

function picturesOf($: CheerioAPI): { readonly list: readonly WeiboPicture[]; readonly count: number | null } {
  const list = $('img.ib')
    .toArray()
    .flatMap((one): readonly WeiboPicture[] => {
      const url = $(one).attr('src') ?? ''
      return /^https?:/.test(url)
        ? [{ pid: pidOf(url), url: enlarged(url), file: null, kind: url.endsWith('.gif') ? 'gif' : 'picture', moving: null }]
        : []
    })
  const told = /组图共(\d{1,3})张/.exec($.root().text())?.[1]
  return { list, count: told === undefined ? list.length : Number(told) }
}

function countsOf($: CheerioAPI): Status['counts'] {
  const text = $('div').last().text()
  const found = Object.entries({ likes: '赞', reposts: '转发', comments: '评论' }).flatMap(([what, word]) => {
    const count = new RegExp(`(?<!原文)${word}\\[(\\d+)\\]`).exec(text)?.[1]
    return count === undefined ? [] : [[what, Number(count)] as const]
  })
  return Object.fromEntries(found)
}
