// Draft + job + ledger → the article as a target gets it. The same in gives the same out; nothing is invented here.
import { hash } from 'node:crypto'
import type { Article, ReadBack } from '../domain/article.ts'
import { meaningOf } from '../domain/compare.ts'
import type { Draft } from '../domain/draft.ts'
import { Failure } from '../domain/failures.ts'
import { both } from '../domain/words.ts'
import { PLATFORMS } from '../domain/job.ts'
import type { Item } from '../ledger/items.ts'
import type { JobRoom, Tools } from './station.ts'

export type Addresses = ReadonlyMap<string, string | null>

/** `migratedAt`: when guiji first claimed the publication; stays the same for ever. */
export function articleOf(draft: Draft, room: JobRoom, more: { addresses: Addresses; migratedAt: string }): Article {
  const column = room.mapping.columns.find((one) => one.id === draft.column)
  if (column === undefined)
    throw new Failure(
      'target-refused',
      both(`映射中没有栏目“${draft.column ?? '(空)'}”`, `column "${draft.column ?? '(none)'}" is not in the mapping`),
    )
  if (draft.published.value === null) throw new Failure('target-refused', both('原发布时间不明', 'the publish time is unknown'))
  return {
    title: draft.title,
    html: relinked(draft.html, more.addresses),
    text: draft.text,
    markdown: relinkedMarkdown(draft.markdown, more.addresses),
    column,
    author: draft.author,
    source: draft.source,
    publisher: draft.publisher ?? room.job.account.organ,
    summary: draft.summary,
    keywords: draft.keywords,
    publishedAt: draft.published.value,
    publishedPrecision: draft.published.precision,
    migratedAt: more.migratedAt,
    platformName: PLATFORMS[room.job.account.platform],
    accountName: room.job.account.name,
    originalUrl: draft.originalUrl,
    readMore: draft.readMore,
    origin: draft.origin,
    oldUrls: oldUrlsOf(draft),
    media: draft.media,
    archived: false,
  }
}

/** Of a gathered article, those of all its posts. */
function oldUrlsOf({ originalUrl, members = [] }: Draft): string[] {
  return [...new Set([originalUrl, ...members.map(({ url }) => url)].filter((url) => url !== null))]
}

/** The html is our own serializer's: double quotes, href first among its kind, and links never nest. */
const OWN_LINK = /<a\b([^>]*?)\shref="([^"]*)"([^>]*)>([\s\S]*?)<\/a>/g

/** Own links get their new address; those without one become plain text, so that no page leads to the closed account. */
function relinked(html: string, addresses: Addresses): string {
  if (addresses.size === 0) return html
  // oxlint-disable-next-line max-params -- the parameters are those that replace() hands over: the match and its groups
  return html.replaceAll(OWN_LINK, (whole, before: string, href: string, after: string, inner: string) => {
    const url = href.replaceAll('&amp;', '&')
    if (!addresses.has(url)) return whole
    const address = addresses.get(url) ?? null
    return address === null ? inner : `<a${before} href="${address.replaceAll('&', '&amp;')}"${after}>${inner}</a>`
  })
}

function relinkedMarkdown(markdown: string, addresses: Addresses): string {
  let text = markdown
  // by function: an address may hold `$`, which a replacement text would read as a pattern
  for (const [url, address] of addresses)
    if (address !== null && address !== url) text = text.replaceAll(`](${url})`, () => `](${address})`)
  return text
}

/** Most posts link to none of their own; for them the ledger need not be asked. */
export function hasOwnLinks(draft: Draft): boolean {
  return draft.links.some((link) => link.kind === 'own')
}

/**
 * Where each link to a post of this platform leads now: a migrated post has its new address; a post of another account that is
 * not in this ledger stays where it is; null = nowhere: a post of the closing account without an address, or one nobody can tell.
 */
export async function addressesNow(item: Item, draft: Draft, tools: Pick<Tools, 'ledger' | 'room'>): Promise<Addresses> {
  if (!hasOwnLinks(draft)) return new Map()
  const found = await tools.ledger.linksOf(item.id)
  const keys = new Map(draft.links.map((link) => [link.url, link.keys]))
  // the key of a gathered article names no account of the platform, those of its posts do
  const mine = [item.key, ...(draft.members ?? []).slice(0, 5).map(({ key }) => key)]
  const isElsewhere = (url: string) =>
    (keys.get(url) ?? []).some((key) => mine.some((own) => tools.room.source.sameAccount(key, own) === false))
  return new Map([...found].map(([url, address]) => [url, address ?? (isElsewhere(url) ? url : null)]))
}

/** Names what is sent: the same article is the same digest. Before the claim `migratedAt` is empty. */
export function payloadDigest(article: Article): string {
  return hash('sha256', JSON.stringify(article))
}

/** Names what readers meet; see `meaningOf`. */
export function meaningDigest(back: ReadBack): string {
  return hash('sha256', meaningOf(back))
}
