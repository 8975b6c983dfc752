// All entries stream by, newest first; lists, feeds, search, redirects and the previous/next links come out. Memory holds one page of
// entries and a count per column and year, however large the archive is; what has not changed is not written.
import type { SiteEntry } from '../../domain/article.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { ARTICLE_URL } from './addresses.ts'
import { redirects, rss, sitemap } from './feeds.ts'
import type { Folder } from './folder.ts'
import { columnTags, type Frame } from './frame.ts'
import { homePage, type HomeColumn } from './home-page.ts'
import { listWriter } from './list-pages.ts'
import { neighbours, regionOf, withRegion } from './neighbours.ts'
import { searchPages, yearOf } from './search-pages.ts'

export type Entries = (columnId: string | null) => AsyncIterable<SiteEntry>

interface Built {
  readonly folder: Folder
  readonly frame: Frame
  readonly pageSize: number
}

const ON_HOME = 8

export async function finishSite(site: Built, entries: Entries): Promise<void> {
  site.folder.sweep()
  const counts = await count(site.folder, entries(null))
  await writeWhole(site, entries(null), counts.years)
  const home: HomeColumn[] = []
  for (const column of site.frame.columns) {
    const total = counts.columns.get(column.id) ?? 0
    home.push({ column, total, newest: await writeColumn(site, entries(column.id), { column, total }) })
  }
  site.folder.write('/index.html', homePage(site.frame, home))
  await site.folder.flush()
  if (counts.missing === 0) return
  throw new Failure(
    'target-attention',
    both(
      `已发布的 ${counts.missing} 篇不在站点目录中,列表未列入;第一篇: ${counts.first}`,
      `${counts.missing} articles that were published are no longer in the site folder; the lists leave them out. First: ${counts.first}`,
    ),
  )
}

interface Counts {
  readonly columns: Map<string, number>
  readonly years: Map<string, number>
  missing: number
  first: string
}

async function count(folder: Folder, entries: AsyncIterable<SiteEntry>): Promise<Counts> {
  const counts: Counts = { columns: new Map(), years: new Map(), missing: 0, first: '' }
  for await (const entry of entries) {
    if (!stands(folder, entry)) {
      counts.missing += 1
      counts.first ||= entry.url
      continue
    }
    counts.columns.set(entry.columnId, (counts.columns.get(entry.columnId) ?? 0) + 1)
    counts.years.set(yearOf(entry), (counts.years.get(yearOf(entry)) ?? 0) + 1)
  }
  return counts
}

/** No list may link to nothing, whatever the ledger believes. */
function stands(folder: Folder, entry: SiteEntry): boolean {
  return ARTICLE_URL.test(entry.url) && folder.has(entry.url)
}

async function writeWhole(site: Built, entries: AsyncIterable<SiteEntry>, years: ReadonlyMap<string, number>): Promise<void> {
  const takers = [
    sitemap(site.folder, site.frame.site),
    rss(site.folder, site.frame.site),
    searchPages(site, years),
    redirects(site.folder),
  ]
  for await (const entry of entries) {
    if (stands(site.folder, entry)) for (const taker of takers) taker.add(entry)
  }
  for (const taker of takers) taker.finish()
}

async function writeColumn(
  site: Built,
  entries: AsyncIterable<SiteEntry>,
  { column, total }: Pick<HomeColumn, 'column' | 'total'>,
): Promise<SiteEntry[]> {
  const list = listWriter(site, {
    folder: `/${column.id}`,
    heading: column.name,
    lead: column.description,
    total,
    pageSize: site.pageSize,
    parts: {
      kind: 'list',
      column: column.id,
      tags: columnTags(column),
      crumbs: [
        ['首页', '/'],
        [column.name, null],
      ],
    },
  })
  const newest: SiteEntry[] = []
  let newer: SiteEntry | null = null
  let here: SiteEntry | null = null
  for await (const entry of entries) {
    if (!stands(site.folder, entry)) continue
    list.add(entry)
    if (newest.length < ON_HOME) newest.push(entry)
    if (here !== null) placeNeighbours(site.folder, here, neighbours(newer, entry))
    newer = here
    here = entry
  }
  if (here !== null) placeNeighbours(site.folder, here, neighbours(newer, null))
  list.finish()
  return newest
}

function placeNeighbours(folder: Folder, entry: SiteEntry, region: string): void {
  const html = folder.read(entry.url)
  if (html !== null && regionOf(html) !== region) folder.write(entry.url, withRegion(html, region))
}
