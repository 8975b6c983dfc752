// A text field of an entry → the body of a post, and whether it is all of it. Addresses are made absolute: the feed is not the page.
import type { Page } from '../../domain/page.ts'
import { attributeText, textOf } from '../text/text-of.ts'
import { walkTags } from '../text/tags.ts'

const MARKUP = /<\/?[a-z][^<>]{0,2000}>|<!--|&(?:[a-z]{2,8}|#\d{1,7}|#x[\da-f]{1,6});/i

/** Feeds seldom say whether a text is HTML. One without tags and entities is text, and its line breaks are meant. */
export function bodyOf(value: string, base: string | null): Page['body'] {
  const trimmed = value.trim()
  return MARKUP.test(trimmed) ? { html: absoluteHtml(trimmed, base) } : { text: trimmed }
}

export function plainOf(body: Page['body']): string {
  return 'html' in body ? textOf(body.html) : body.text.trim()
}

/** One line: a title, a name. Markup and entities are taken for what they mean. */
export function lineOf(value: string | null | undefined): string | null {
  const text = value ?? ''
  const line = (MARKUP.test(text) ? textOf(text) : text).replaceAll(/\s+/g, ' ').trim()
  return line === '' ? null : line
}

/** RSS names an address of mail, often with a name before or behind it; the address is nobody's business. */
export function nameOnly(author: string | null): string | null {
  const rest = (author ?? '')
    .slice(0, 1000)
    .replaceAll(/<?[^\s<>@()]{1,100}@[^\s<>()]{1,100}>?/g, ' ')
    .replaceAll(/\(\s*\)/g, ' ')
  return lineOf(/^\s*\(([^()]{1,100})\)\s*$/.exec(rest)?.[1] ?? rest)
}

const CUT_END = /(?:\.{3,6}|…{1,4}|\[(?:\.{3}|…)\]|\((?:\.{3}|…)\)|>>|»)(?:\s{0,3}[[(【]?(?:more|更多|全文|详情)[\])】]?)?$/i
const MORE = /(?:阅读全文|查看全文|浏览全文|阅读原文|查看详情|查看更多|显示全文|read more|continue reading|read the rest)/i

/** Ends as texts do that were cut to go into a list. */
export function isCut(text: string): boolean {
  const end = text.slice(-60).trim()
  return CUT_END.test(end) || MORE.test(end)
}

const ADDRESS = /(\s(?:href|src|poster|data-src|data-original|background)\s{0,4}=\s{0,4})(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi

export function absoluteHtml(html: string, base: string | null): string {
  if (base === null) return html
  const pieces: string[] = []
  let last = 0
  walkTags(html, (tag) => {
    if (tag.closing) return
    for (const found of html.slice(tag.start, tag.end).matchAll(ADDRESS)) {
      const written = absoluteValue(attributeText(found[2] ?? found[3] ?? found[4] ?? ''), base)
      if (written === null) continue
      const at = tag.start + found.index
      pieces.push(html.slice(last, at), found[1] ?? '', written)
      last = at + found[0].length
    }
  })
  pieces.push(html.slice(last))
  return pieces.join('')
}

/** The value in quotes; null when it is absolute already or leads nowhere. */
function absoluteValue(value: string, base: string): string | null {
  if (value === '' || /^(?:[a-z][a-z0-9+.-]*:|#)/i.test(value)) return null
  const url = URL.parse(value, base)?.href
  return url === undefined ? null : `"${url.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`
}
