// The publication of an item at a target: claim with lease and fence before the target is asked, own links, and the lists of a site.
import type { SiteEntry } from '../domain/article.ts'
import type { Change } from '../domain/change.ts'
import { tell } from './jobs.ts'
import type { Sql } from './sql.ts'
import { BATCH, gather } from './gather.ts'
import type { Gatherer } from './gather.ts'

export interface Claim {
  readonly item: string
  readonly target: string
  /** The key the entry carries in the target. */
  readonly key: string
  /** Digest of what will be sent. */
  readonly digest: string
  readonly epoch: number
  readonly leaseMs: number
  /** Open the intent as well: for targets that can't make a second entry of a key. The request must begin within `withinMs`. */
  readonly intent: boolean
  readonly withinMs: number
}

export interface Claimed {
  /** Whoever holds a smaller one has lost the publication. */
  readonly fence: string
  /** An earlier request for this key may have arrived: look before you send. */
  readonly hadIntent: boolean
  /** The claim has opened the intent. */
  readonly opened: boolean
  /** The last moment at which a request of unknown outcome may have begun; by the ledger's clock, as `at`, the moment of this claim. */
  readonly doubtAt: Date | null
  /** What that request would show. */
  readonly doubtDigest: string | null
  readonly at: Date
  readonly remoteId: string | null
  readonly url: string | null
  /** Readers have met it: it was put, and not withdrawn since. */
  readonly wasPut: boolean
  /** An editor's words stand there by a person's decision. */
  readonly kept: boolean
  /** Digest of what readers met when it was verified; null = nobody has looked since it was put last. */
  readonly live: string | null
  /** When guiji first claimed it; the 迁移时间 that readers see. */
  readonly firstAt: Date
  /** The target failed lately: it rests for so many ms (0 or less = it may be asked); null = it answers. */
  readonly restMs: number | null
}

/** Null = another worker holds the lease, or the item has moved on. Committed before it answers. */
export function openClaims(sql: Sql): Gatherer<Claim, Claimed | null> {
  interface Row {
    item_id: string
    fence_no: string
    had_intent: boolean
    opened: boolean
    in_doubt_at: Date | null
    in_doubt_digest: string | null
    at: Date
    known_remote: string | null
    known_url: string | null
    live: string | null
    was_put: boolean
    was_kept: boolean
    first_time: Date
    rest_ms: number | null
  }
  return gather<Claim, Claimed | null>(
    async (claims) => {
      const asked = claims.map(({ leaseMs, withinMs, ...claim }) => ({ ...claim, lease_ms: leaseMs, within_ms: withinMs }))
      const rows = await sql.query<Row>('select * from claim($1::jsonb)', [JSON.stringify(asked)], 'claim')
      const byItem = new Map(rows.map((row) => [row.item_id, row]))
      return claims.map((claim) => {
        const row = byItem.get(claim.item)
        if (row === undefined) return null
        const { fence_no: fence, had_intent: hadIntent, in_doubt_at: doubtAt, in_doubt_digest: doubtDigest, opened, at, live } = row
        const known = { remoteId: row.known_remote, url: row.known_url, wasPut: row.was_put, kept: row.was_kept, live }
        return { fence, hadIntent, opened, doubtAt, doubtDigest, at, ...known, firstAt: row.first_time, restMs: row.rest_ms }
      })
    },
    { ...BATCH, apart: (claim) => claim.item },
  )
}

/** What the holder of a fence does next with its claim; see step_publication in the migrations. */
export interface PublicationStep {
  readonly item: string
  readonly target: string
  readonly fence: string
  readonly step: 'intend' | 'drafted' | 'unsent' | 'release'
  readonly remote?: string
  /** With `intend`: what the request will show, and within which time it begins. With `release`, 0: a request has left until now. */
  readonly digest?: string
  readonly withinMs?: number
}

/** False = somebody else holds the publication now: change nothing more, delete nothing. */
export function openSteps(sql: Sql): Gatherer<PublicationStep, boolean> {
  return gather<PublicationStep, boolean>(
    async (steps) => {
      const asked = steps.map(({ withinMs, ...step }) => ({ ...step, within_ms: withinMs ?? null }))
      const rows = await sql.query<{ item_id: string }>('select * from step_publication($1::jsonb)', [JSON.stringify(asked)], 'step')
      const done = new Set(rows.map((row) => row.item_id))
      return steps.map((step) => done.has(step.item))
    },
    { ...BATCH, apart: (step) => step.item },
  )
}

/** What a target holds although its item has moved on meanwhile (decided by a person, changed in the archive): entered, and told. */
export async function noteSent(sql: Sql, change: Change): Promise<void> {
  const sent = change.publication
  if (sent?.remote_id === undefined) return
  await sql.transaction(async (inside) => {
    const entered = await inside.query(
      `update publication set remote_id = $3, url = $4, payload_digest = $5, revision = $6, title = $7, sort_at = $8, column_id = $9,
         put_at = clock_timestamp(), intent_at = null, lease_until = null, withdrawn_at = null, drift = null, kept = false,
         live_digest = null, run = coalesce(run, run_now($12, $11))
       where item = $1 and target = $2 and fence = coalesce($10::bigint, fence) returning 1`,
      [
        change.item,
        sent.target,
        sent.remote_id,
        sent.url,
        sent.payload_digest,
        sent.revision,
        sent.title,
        sent.sort_at,
        sent.column_id,
        sent.fence ?? null,
        change.run,
        change.job,
      ],
    )
    // whoever has the publication now tells what stands there
    if (entered.length === 0) return
    await tell(inside, {
      kind: 'item.sent',
      item: change.item,
      job: change.job,
      ...(change.run === null ? {} : { run: change.run }),
      actor: 'guiji',
      facts: { target: sent.target, payload: sent.payload_digest ?? null, address: sent.url ?? null, revision: sent.revision ?? null },
    })
  })
}

/** New addresses of an item's own links: link address → address on the site, or null when it has none (yet). */
export function openLinkResolver(sql: Sql): Gatherer<string, ReadonlyMap<string, string | null>> {
  interface Row {
    item: string
    url: string
    address: string | null
  }
  return gather<string, ReadonlyMap<string, string | null>>(
    async (items) => {
      const rows = await sql.query<Row>(
        `select l.item, l.url, (
         select p.url from item_key k cross join lateral (
           select url from publication where item = k.item and url is not null and withdrawn_at is null limit 1) p
         where k.key = any(l.keys) order by (k.account = i.account) desc, k.item limit 1) as address
       from link l join item i on i.id = l.item where l.item = any($1::bigint[])`,
        [items],
        'resolve_links',
      )
      const byItem = Map.groupBy(rows, (row) => row.item)
      return items.map((item) => new Map((byItem.get(item) ?? []).map((row) => [row.url, row.address])))
    },
    { ...BATCH, apart: (item) => item },
  )
}

/** The addresses that an item's own links had when it was last sent. */
export function openSentLinks(sql: Sql): Gatherer<string, ReadonlyMap<string, string | null>> {
  return gather<string, ReadonlyMap<string, string | null>>(
    async (items) => {
      const rows = await sql.query<{ item: string; url: string; address: string | null }>(
        'select item, url, address from link where item = any($1::bigint[])',
        [items],
        'sent_links',
      )
      const byItem = Map.groupBy(rows, (row) => row.item)
      return items.map((item) => new Map((byItem.get(item) ?? []).map((row) => [row.url, row.address])))
    },
    { ...BATCH, apart: (item) => item },
  )
}

const entriesOf = (oneColumn: boolean) => `
  select i.source_key as key, coalesce(p.title, i.title) as title, p.url, p.sort_at as at, p.column_id as "columnId", i.id, i.url as old,
    array(select k.key from item_key k where k.item = i.id order by k.key) as keys
  from publication p join item i on i.id = p.item
  where p.target = $1 ${oneColumn ? 'and p.column_id = $4' : ''} and (p.sort_at, p.item) < ($2, $3)
    and p.url is not null and p.withdrawn_at is null
  order by p.sort_at desc, p.item desc limit 500`

/** All published articles of a target, newest first, a page of 500 at a time: memory stays flat. */
export async function* siteEntries(
  sql: Sql,
  of: { target: string; columnId: string | null; addressesOf: (key: string) => readonly string[]; isOfPlatform: (url: string) => boolean },
): AsyncGenerator<SiteEntry> {
  const { target, columnId, addressesOf, isOfPlatform } = of
  interface Row {
    key: string
    title: string
    url: string
    at: Date
    columnId: string
    id: string
    old: string | null
    keys: string[]
  }
  let after: [Date | string, string] = ['infinity', '0']
  for (;;) {
    const values = [target, ...after, ...(columnId === null ? [] : [columnId])]
    const rows = await sql.query<Row>(entriesOf(columnId !== null), values, columnId === null ? 'entries' : 'entries_of_column')
    for (const row of rows) {
      yield {
        key: row.key,
        title: row.title,
        url: row.url,
        publishedAt: row.at.toISOString(),
        columnId: row.columnId,
        summary: null,
        oldUrls: [...new Set([...(row.old === null || !isOfPlatform(row.old) ? [] : [row.old]), ...row.keys.flatMap(addressesOf)])],
      }
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < 500) return
    after = [last.at, last.id]
  }
}
