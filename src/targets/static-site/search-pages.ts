// Entries go in as they stream by; the search section comes out: a page with the years, lists of each year that need no script, and
// JSON shards that the site's own small script reads from the newest on.
import type { SiteEntry } from '../../domain/article.ts'
import { shanghaiMinute } from '../../domain/shanghai.ts'
import type { Taker } from './feeds.ts'
import type { Folder } from './folder.ts'
import { page, type Frame } from './frame.ts'
import { listWriter, type ListWriter } from './list-pages.ts'

const SHARD = 1000
const YEAR_PAGE = 100
const SUMMARY = 60

interface Shard {
  readonly file: string
  readonly count: number
}

export function yearOf(entry: Pick<SiteEntry, 'publishedAt'>): string {
  return shanghaiMinute(entry.publishedAt).slice(0, 4)
}

export function searchPages(site: { folder: Folder; frame: Frame }, years: ReadonlyMap<string, number>): Taker {
  const lists = new Map<string, ListWriter>()
  const shards: Shard[] = []
  let rows: string[] = []
  const close = (): void => {
    if (rows.length === 0) return
    const file = `/search/data/${shards.length + 1}.json`
    site.folder.write(file, `[\n${rows.join(',\n')}\n]\n`)
    shards.push({ file, count: rows.length })
    rows = []
  }
  return {
    add(entry) {
      const year = yearOf(entry)
      const list = lists.get(year) ?? yearList(site, year, years.get(year) ?? 0)
      lists.set(year, list)
      list.add(entry)
      rows.push(shardRow(site.frame, entry))
      if (rows.length === SHARD) close()
    },
    finish() {
      close()
      for (const list of lists.values()) list.finish()
      site.folder.write('/search/data/index.json', `${JSON.stringify({ columns: site.frame.columns.map((c) => c.name), shards })}\n`)
      site.folder.write('/search/index.html', searchPage(site.frame, years))
    },
  }
}

function shardRow(frame: Frame, entry: SiteEntry): string {
  const column = frame.columns.findIndex((c) => c.id === entry.columnId)
  const summary = Array.from(entry.summary ?? '')
    .slice(0, SUMMARY)
    .join('')
  return JSON.stringify([entry.title, entry.url, shanghaiMinute(entry.publishedAt).slice(0, 10), column, summary])
}

function yearList(site: { folder: Folder; frame: Frame }, year: string, total: number): ListWriter {
  return listWriter(site, {
    folder: `/search/${year}`,
    heading: `${year} 年稿件`,
    lead: `原发布于 ${year} 年的稿件，共 ${total.toLocaleString('en-US')} 篇。`,
    total,
    pageSize: YEAR_PAGE,
    parts: {
      kind: 'list',
      column: null,
      tags: [],
      crumbs: [
        ['首页', '/'],
        ['搜索', '/search/'],
        [`${year} 年`, null],
      ],
    },
  })
}

function searchPage(frame: Frame, years: ReadonlyMap<string, number>): string {
  const rows = [...years]
    .toSorted(([a], [b]) => b.localeCompare(a))
    .map(([year, n]) => `<li><a href="/search/${year}/">${year} 年</a><span class="time">${n.toLocaleString('en-US')} 篇</span></li>`)
  return page(frame, {
    kind: 'search',
    title: '搜索',
    url: '/search/',
    column: null,
    tags: [],
    crumbs: [
      ['首页', '/'],
      ['搜索', null],
    ],
    head: '<script src="/assets/search.js" defer></script>\n',
    main: `<h1>搜索</h1>
<form id="search" role="search" action="/search/" method="get" hidden>
<label for="words">在标题和摘要中查找，多个词用空格分开</label>
<div class="field"><input id="words" name="q" type="search" autocomplete="off"><button type="submit">搜索</button></div>
</form>
<p id="told" class="muted" role="status"></p>
<ul id="found" class="list" aria-label="搜索结果" hidden></ul>
<button id="more" type="button" hidden>继续查找更早的稿件</button>
<h2>按年份浏览</h2>
${rows.length === 0 ? '<p class="muted">暂无内容。</p>' : `<ul class="list years">\n${rows.join('\n')}\n</ul>`}
`,
  })
}
