// Entries go in as they stream by, list pages come out: 20 a page, staged aside and put in place from the last to the first, so that
// no page ever links to one that is not there. Only one page is held in memory.
import type { SiteEntry } from '../../domain/article.ts'
import { shanghaiMinute, shownDate } from '../../domain/shanghai.ts'
import { pageUrl } from './addresses.ts'
import { escape } from './escape.ts'
import type { Folder } from './folder.ts'
import { page, type Frame, type PageParts } from './frame.ts'

export interface ListOptions {
  /** Address of its folder without the last slash, e.g. `/notice`. */
  readonly folder: string
  readonly heading: string
  readonly lead: string
  readonly total: number
  readonly pageSize: number
  readonly parts: Omit<PageParts, 'main' | 'url' | 'title'>
}

export interface ListWriter {
  add(entry: SiteEntry): void
  /** Puts the pages in place and removes those that are no longer needed. */
  finish(): void
}

export function listWriter(site: { folder: Folder; frame: Frame }, options: ListOptions): ListWriter {
  const pages = Math.max(1, Math.ceil(options.total / options.pageSize))
  const name = (n: number): string => `${options.folder.replaceAll('/', '+')}+${n}`
  let written = 0
  let rows: string[] = []
  const close = (): void => {
    written += 1
    site.folder.aside(name(written), fileUrl(options.folder, written), listPage(site.frame, options, { n: written, pages, rows }))
    rows = []
  }
  return {
    add(entry) {
      if (rows.length === options.pageSize) close()
      rows.push(listRow(entry))
    },
    finish() {
      if (rows.length > 0 || written === 0) close()
      for (let n = written; n > 0; n -= 1) site.folder.settle(name(n), fileUrl(options.folder, n))
      for (let n = written + 1; site.folder.has(pageUrl(options.folder, n)); n += 1) site.folder.remove(pageUrl(options.folder, n))
    },
  }
}

function fileUrl(folder: string, n: number): string {
  return n === 1 ? `${folder}/index.html` : pageUrl(folder, n)
}

export function listRow(entry: SiteEntry): string {
  const known = entry.publishedPrecision ?? 'day'
  const shown =
    known === 'second' || known === 'minute' ? shanghaiMinute(entry.publishedAt).slice(0, 10) : shownDate(entry.publishedAt, known)
  const time = shown.length === 10 ? `<time datetime="${shown}">${shown}</time>` : `<span class="time">${shown}</span>`
  return `<li><a href="${escape(entry.url)}">${escape(entry.title)}</a>${time}</li>`
}

function listPage(frame: Frame, options: ListOptions, at: { n: number; pages: number; rows: readonly string[] }): string {
  const part = at.n === 1 ? '' : `（第 ${at.n} 页）`
  const list = at.rows.length === 0 ? '<p class="muted">暂无内容。</p>\n' : `<ul class="list">\n${at.rows.join('\n')}\n</ul>\n`
  return page(frame, {
    ...options.parts,
    title: options.heading + part,
    url: pageUrl(options.folder, at.n),
    main: `<h1>${escape(options.heading)}</h1>
<p class="lead">${escape(options.lead)}</p>
${list}${pager(options.folder, at.n, at.pages)}`,
  })
}

function pager(folder: string, n: number, pages: number): string {
  if (pages === 1) return ''
  const step = (to: number, word: string): string =>
    to < 1 || to > pages || to === n ? '' : `<li><a href="${pageUrl(folder, to)}">${word}</a></li>`
  const near = [-2, -1, 0, 1, 2]
    .map((d) => n + d)
    .filter((to) => to >= 1 && to <= pages)
    .map((to) => (to === n ? `<li><a aria-current="page" href="${pageUrl(folder, to)}">${to}</a></li>` : step(to, String(to))))
  const first = n > 3 ? step(1, '首页') : ''
  const last = n < pages - 2 ? step(pages, '末页') : ''
  return `<nav class="pager" aria-label="分页"><ul>${first}${step(n - 1, '上一页')}${near.join('')}${step(n + 1, '下一页')}${last}</ul><p class="muted">第 ${n} / ${pages} 页</p></nav>
`
}
