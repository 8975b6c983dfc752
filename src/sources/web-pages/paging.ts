// A page that has further pages (of a list, or of one article) → their addresses. By the links named 下一页, by numbers, and by the script
// call that TRS sites draw their pager with (read, never run). Decides by addresses; asks nothing.
import { attributesOf, walkTags } from '../text/tags.ts'
import { attributeText, textOf } from '../text/text-of.ts'

const NEXT = /^[【[(（«<\s]{0,4}(?:下一?[页頁]|后一?页|next(?:\s?page)?|[>›»]{1,2})[】\])）»>\s]{0,4}$/i
const PAGER =
  /createPageHTML\s{0,9}\(\s{0,9}["']?(\d{1,5})["']?\s{0,9},\s{0,9}["']?(\d{1,5})["']?\s{0,9},\s{0,9}["']([\w./-]{1,200})["']\s{0,9},\s{0,9}["'](\w{1,10})["']/

export interface Link {
  readonly href: string
  readonly text: string
}

/** All links with an address, in order; more than enough of them. */
export function linksIn(html: string, most = 5000): readonly Link[] {
  const found: Link[] = []
  walkTags(html, (tag) => {
    if (tag.closing || tag.name !== 'a') return true
    const href = attributeText(attributesOf(html, tag).get('href') ?? '')
    if (href !== '' && !/^(?:javascript|mailto|tel|#)/i.test(href)) {
      const near = html.slice(tag.end, tag.end + 400)
      const end = near.search(/<\/a\b/i)
      found.push({ href, text: textOf(end < 0 ? near.slice(0, 40) : near.slice(0, end)) })
    }
    return found.length < most
  })
  return found
}

/** The next page of a list, or null at its end. */
export function nextOfList(html: string, url: string): string | null {
  const named = linksIn(html).find(({ text }) => NEXT.test(text))
  const to = named === undefined ? null : absolute(named.href, url)
  if (to !== null && to !== url) return to
  return pagerPages(html, url, 'after')[0] ?? null
}

/** A link named 下一页 that only a script follows; one that is switched off stands at the end. */
export function hasHiddenNext(html: string): boolean {
  let found = false
  walkTags(html, (tag) => {
    if (tag.closing || tag.name !== 'a') return true
    const given = attributesOf(html, tag)
    const isOff = /disable|gray|grey|\bno/i.test(given.get('class') ?? '') || given.has('disabled')
    const near = html.slice(tag.end, tag.end + 200)
    found =
      !isOff &&
      /^(?:javascript:\s{0,9}[\w.]+\(|#|$)/i.test((given.get('href') ?? '').trim()) &&
      hasScript(given) &&
      NEXT.test(textOf(near.slice(0, Math.max(0, near.search(/<\/a\b/i)))))
    return !found
  })
  return found
}

/** `javascript:;` and an empty `#` lead nowhere. */
function hasScript(given: ReadonlyMap<string, string>): boolean {
  return given.has('onclick') || /javascript:\s{0,9}[\w.]+\(\s{0,9}[^)\s]/i.test(given.get('href') ?? '')
}

/** `createPageHTML(count, current, "name", "ext")`: the first page is name.ext, the others are name_1.ext and so on. */
function pagerPages(html: string, url: string, which: 'after' | 'further'): readonly string[] {
  const at = html.indexOf('createPageHTML')
  const call = at < 0 ? null : PAGER.exec(html.slice(at))
  if (call === null) return []
  const [, count = '0', current = '0', name = '', ext = ''] = call
  const from = which === 'after' ? Number(current) + 1 : 1
  const until = Math.min(Number(count), which === 'after' ? from + 1 : 1000)
  const pages: string[] = []
  for (let n = from; n < until; n += 1) {
    const to = absolute(`${name}_${n}.${ext}`, url)
    if (to !== null) pages.push(to)
  }
  return pages
}

/** Further pages of the article at `url` that this page links to, in the order of their numbers. Other articles' addresses never fit. */
export function furtherPages(html: string, url: string): readonly string[] {
  const byScript = pagerPages(html, url, 'further')
  if (byScript.length > 0) return byScript
  if (!mayHave(html, url)) return []
  const found = new Map<number, string>()
  for (const { href, text } of linksIn(html)) {
    const to = absolute(href, url)
    const n = to === null ? null : numberOf(to, url, text)
    if (n !== null && to !== null && !found.has(n)) found.set(n, to)
  }
  return [...found].toSorted(([a], [b]) => a - b).map(([, to]) => to)
}

/** Most articles have one page: then no link of theirs holds their own name with a number behind it, nor the number of a page. */
function mayHave(html: string, url: string): boolean {
  const name = /([^/]*?)(?:\.\w{1,6})?$/.exec(new URL(url).pathname)?.[1] ?? ''
  const root = name.replace(/1$/, '')
  return html.includes(`${name}_`) || html.includes(`${name}-`) || (root !== name && /[_-]$/.test(root)) || QUERY_NUMBER.test(html)
}

const QUERY_NUMBER = /(?:page|p|pn|pageno|pageindex|currentpage|cpage|page_no)=\d/i

/** A link to a page of the same article, by its text. */
export function isPager(text: string): boolean {
  return text === '' || isNumbered(text) || /页|page/i.test(text)
}

function isNumbered(text: string): boolean {
  return /^[【[(（]?\d{1,3}[】\])）]?$/.test(text) || NEXT.test(text) || /^第\s?\d{1,3}\s?页/.test(text)
}

/** The number by which an address is a further page of another; null when it is none. */
function numberOf(address: string, first: string, text: string): number | null {
  const [to, from] = [new URL(address), new URL(first)]
  if (to.host !== from.host) return null
  const isPaged = isNumbered(text)
  if (to.pathname === from.pathname) return isPaged ? numberInQuery(to.search, from.search) : null
  const stem = /^(.*\/[^/]*?)(\.\w{1,6})?$/.exec(from.pathname)
  const [base = '', ext = ''] = [stem?.[1], stem?.[2]]
  if (to.search !== from.search || !to.pathname.endsWith(ext)) return null
  const name = to.pathname.slice(0, to.pathname.length - ext.length)
  const added = name.startsWith(base) ? /^[_-](\d{1,3})$/.exec(name.slice(base.length))?.[1] : undefined
  if (added !== undefined) return Number(added) > 0 && isPager(text) ? Number(added) : null
  // where the first page itself is numbered 1
  const own = /^(.*[_-])1$/.exec(base)?.[1]
  const other = own !== undefined && name.startsWith(own) ? /^(\d{1,3})$/.exec(name.slice(own.length))?.[1] : undefined
  return other !== undefined && Number(other) > 1 && isPaged ? Number(other) : null
}

function numberInQuery(to: string, from: string): number | null {
  const n = to
    .slice(1)
    .split('&')
    .map((part) => PAGE_NAME.exec(part)?.[1])
    .find((one) => one !== undefined)
  return n !== undefined && otherQuery(to) === otherQuery(from) && Number(n) > 1 ? Number(n) : null
}

function otherQuery(query: string): string {
  return query
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !PAGE_NAME.test(part))
    .sort()
    .join('&')
}

const PAGE_NAME = /^(?:page|p|pn|pageno|pageindex|currentpage|cpage|page_no)=(\d{1,3})$/i

export function absolute(href: string, base: string): string | null {
  if (!URL.canParse(href, base)) return null
  const url = new URL(href, base)
  if (!/^https?:$/.test(url.protocol)) return null
  if (!/^#!?\//.test(url.hash)) url.hash = ''
  return url.href
}
