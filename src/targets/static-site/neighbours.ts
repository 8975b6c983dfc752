// Previous and next of an article page: a marked region that can be changed without touching the rest of the page.
import type { SiteEntry } from '../../domain/article.ts'
import { escape } from './escape.ts'

const OPEN = '<nav class="near" aria-label="上一篇和下一篇">'
const CLOSE = '</nav><!--near-->\n'

type Neighbour = Pick<SiteEntry, 'url' | 'title'> | null

export function neighbours(newer: Neighbour, older: Neighbour): string {
  return `${OPEN}${row('上一篇', newer)}${row('下一篇', older)}${CLOSE}`
}

function row(name: string, entry: Neighbour): string {
  return `<p><span>${name}</span>${entry === null ? '没有了' : `<a href="${escape(entry.url)}">${escape(entry.title)}</a>`}</p>`
}

/** The region of a page as it stands; null when the page has none. The last one counts: the body stands before it. */
export function regionOf(html: string): string | null {
  const [from, to] = bounds(html)
  return from < 0 || to < from ? null : html.slice(from, to)
}

export function withRegion(html: string, region: string): string {
  const [from, to] = bounds(html)
  return from < 0 || to < from ? html : html.slice(0, from) + region + html.slice(to)
}

function bounds(html: string): [number, number] {
  const end = html.lastIndexOf(CLOSE)
  return [html.lastIndexOf(OPEN), end < 0 ? -1 : end + CLOSE.length]
}
