// One card of octoman-weibo-backup → Status. The parts of a card are found by the marks that the tool puts around them; the text between them is
// the platform's own markup.
import { posix } from 'node:path'
import { attributeText, textOf } from '../../text/text-of.ts'
import { goneKind, goneWords } from '../../weibo/gone.ts'
import { digitsOf } from '../../weibo/json-words.ts'
import { UNTOLD } from '../../weibo/status.ts'
import type { Status, WeiboPicture } from '../../weibo/status.ts'
import type { From } from '../../weibo/telling.ts'
import { objectIn } from './json-document.ts'
import { forwarding, pictureAt, toolText } from './tool-words.ts'

export function cardStatus(raw: string, from: From): Status | null {
  const told = objectIn(raw)
  const card = told?.['card']
  if (typeof card !== 'string') return null
  const own = between(card, '<div class="weibo-og"><div class="weibo-text">', '</div><div>')
  if (own === null) return null
  const account = textOf(between(card, '<h3 class="m-text-cut">', '</h3>') ?? '')
  return {
    ...UNTOLD,
    ...toolText(own),
    mid: midIn(card, own),
    account: account === '' ? null : account,
    created: textOf(between(card, '<span class="time">', '</span>') ?? '') || null,
    told: 'list',
    capturedAt: from.capturedAt,
    pictures: picturesIn(
      between(card, '<div class="weibo-og">', '<div class="weibo-rp">') ?? between(card, '<div class="weibo-og">', '</article>') ?? '',
      from,
    ),
    ...forwarding(quotedIn(card, from), own),
    client: textOf(between(card, '<span class="from">', '</h4>') ?? '').replace(/^来自\s*/, '') || null,
    counts: countsIn(card),
    gone: goneWords(own),
  }
}

/** Between the first of these marks and the next of those; null when either is missing. */
function between(text: string, open: string, close: string): string | null {
  const start = text.indexOf(open)
  const end = start < 0 ? -1 : text.indexOf(close, start + open.length)
  return end < 0 ? null : text.slice(start + open.length, end)
}

/** The link around the face; where the card has none, a cut text still says where the whole one is. */
function midIn(card: string, own: string): string | null {
  const said = /href="https:\/\/m\.weibo\.cn\/detail\/(\d{9,19})"/.exec(card)?.[1] ?? /\/status\/(\d{9,19})"[^>]*>全文<\/a>/.exec(own)?.[1]
  return digitsOf(said ?? '')
}

const PICTURE = /<a target="_blank" href="([^"]*)"><img src="([^"]*)"/g

/** The link is the large picture; in a page that a browser saved, the picture itself lies beside the page. */
function picturesIn(html: string, from: From): readonly WeiboPicture[] {
  const list = html.slice(Math.max(0, html.indexOf('<ul class="m-auto-list">')))
  if (!html.includes('<ul class="m-auto-list">')) return []
  return Array.from(list.matchAll(PICTURE), ([, href = '', src = '']) => {
    const url = attributeText(href)
    const path = attributeText(src)
    const isLocal = path !== '' && !/^(?:https?:)?\/\/|^data:/i.test(path)
    const file = isLocal ? posix.normalize(posix.join(posix.dirname(from.name), decoded(path))) : null
    const shown = pictureAt(url === '' ? path : url)
    return { ...shown, url: url === '' && isLocal ? null : shown.url, file: file === null || file.startsWith('..') ? null : file }
  })
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function quotedIn(card: string, from: From): Status['quoted'] {
  const part = between(card, '<div class="weibo-rp">', '</article>')
  const head = part === null ? null : between(part, '<span>', '</span><span>')
  const text = part === null ? null : between(part, '</span><span>', '</div>')
  if (part === null || text === null) return null
  const words = goneWords(text)
  if (words !== null) return { gone: goneKind(words) }
  const name = textOf(head ?? '')
    .replace(/^@/, '')
    .replace(/:$/, '')
  return { ...UNTOLD, ...toolText(text.replace(/<\/span>$/, '')), account: name === '' ? null : name, pictures: picturesIn(part, from) }
}

function countsIn(card: string): Status['counts'] {
  const [reposts, comments, likes] = Array.from(card.matchAll(/<h4>(\d{1,12})<\/h4>/g), ([, count]) => Number(count))
  return reposts === undefined || comments === undefined || likes === undefined ? {} : { reposts, comments, likes }
}
