// Reading items: for stations (many ids at once), for people (lists, one whole story), and counting.
import type { CapturePart } from '../domain/change.ts'
import { finding } from '../domain/findings.ts'
import type { Json } from '../domain/archive.ts'
import type { State } from '../domain/states.ts'
import { within } from './backlog.ts'
import { BATCH, gather } from './gather.ts'
import type { Gatherer } from './gather.ts'
import { readFindings } from './findings.ts'
import type { KeptFinding } from './findings.ts'
import type { Sql } from './sql.ts'

/** An item as a station meets it. */
export interface Item {
  readonly id: string
  readonly account: string
  readonly job: string
  readonly job_digest: string
  readonly key: string
  readonly state: State
  readonly epoch: number
  /** A ticket is out: a worker has it in hand, or will. */
  readonly ticketed: boolean
  readonly job_state: 'active' | 'paused' | 'cancelled'
  readonly attempts: number
  readonly priority: number
  readonly ref: Json
  readonly version: string
  readonly title: string | null
  readonly url: string | null
  readonly kind: string | null
  readonly column_id: string | null
  readonly published_at: Date | null
  readonly capture: number | null
  readonly revision: number | null
  readonly draft_digest: string | null
  readonly failure: string | null
  readonly failure_about: string | null
  readonly held_from: State | null
  /** How often it was called to be relinked since it was last; null = not at all. */
  readonly relink: number | null
  readonly run: string | null
  readonly publication: PublicationRow | null
  readonly created_at: Date
  readonly updated_at: Date
}

interface PublicationRow {
  readonly target: string
  readonly remote_id: string | null
  readonly url: string | null
  readonly payload_digest: string | null
  /** Set while a request may be under way, or after a crash in one. */
  readonly intent_at: string | null
  readonly revision: number | null
  readonly first_at: string | null
  readonly verified_at: string | null
  readonly withdrawn_at: string | null
  readonly live_digest: string | null
  /** What a later look found: gone, changed, media; null = as it was verified. */
  readonly drift: string | null
  readonly run: string | null
  /** An editor's words stand there by a person's decision. */
  readonly kept: boolean
}

const ITEM = `
  select i.id, i.account, i.job, j.digest as job_digest, i.source_key as key, i.state, i.epoch, i.ticketed_at is not null as ticketed, j.state as job_state, i.attempts, i.priority, i.ref,
    i.version, i.title, i.url, i.kind, i.column_id, i.published_at, i.capture, i.revision, i.draft_digest, i.failure,
    i.failure_about, i.held_from, r.n as relink, i.run, i.created_at, i.updated_at,
    case when p.item is null then null else jsonb_build_object('target', p.target, 'remote_id', p.remote_id, 'url', p.url,
      'payload_digest', p.payload_digest, 'revision', p.revision, 'first_at', p.first_at, 'verified_at', p.verified_at,
      'withdrawn_at', p.withdrawn_at, 'intent_at', p.intent_at, 'live_digest', p.live_digest, 'drift', p.drift, 'run', p.run::text, 'kept', p.kept) end as publication
  from item i join job j on j.name = i.job
  left join publication p on p.item = i.id and p.target is not distinct from j.target -- by the item's few, never by the target's many
  left join relink r on r.item = i.id`

/** What an item's newest capture is made of. */
export async function readParts(sql: Sql, item: string): Promise<readonly CapturePart[]> {
  const [row] = await sql.query<{ parts: CapturePart[] }>(
    'select c.parts from item i join capture c on c.item = i.id and c.n = i.capture where i.id = $1',
    [item],
    'parts',
  )
  return row?.parts ?? []
}

/** The draft of one revision; null = the ledger has none. */
export async function draftDigest(sql: Sql, item: string, revision: number | null): Promise<string | null> {
  const [row] = await sql.query<{ digest: string }>(
    'select digest from draft where item = $1 and revision = $2',
    [item, revision],
    'draft_digest',
  )
  return row?.digest ?? null
}

export type LoadItem = Gatherer<string, Item | null>

export function openLoader(sql: Sql): LoadItem {
  return gather<string, Item | null>(
    async (ids) => {
      const rows = await sql.query<Item>(`${ITEM} where i.id = any($1::bigint[])`, [ids], 'load')
      const byId = new Map(rows.map((row) => [row.id, row]))
      return ids.map((id) => byId.get(id) ?? null)
    },
    { ...BATCH, apart: (id) => id },
  )
}

/** By id, by source key or alias, or by address. Several accounts may know one key: all are returned. */
export async function findItems(sql: Sql, name: string): Promise<Item[]> {
  if (/^\d{1,18}$/.test(name)) return sql.query<Item>(`${ITEM} where i.id = $1`, [name])
  return sql.query<Item>(`${ITEM} where i.id in (select item from item_key where key = $1) or i.url = $1 or p.url = $1 order by i.id`, [
    name,
  ])
}

export interface ItemFilter {
  readonly job: string
  readonly state?: State | undefined
  readonly search?: string | undefined
  readonly failure?: string | undefined
  /** Only those that the source no longer has. */
  readonly unseen?: boolean
  readonly limit: number
  readonly after?: string | undefined
}

/** Posts that readers can open, in id order, a page at a time: of a job, or those that came before readers in a run. */
export function liveItems(sql: Sql, of: { job: string; run?: string | undefined; after: string; limit: number }): Promise<Item[]> {
  return sql.query<Item>(
    `${ITEM} where i.job = $1 and i.id > $2 and p.url is not null and p.withdrawn_at is null and ($3::bigint is null or p.run = $3)
     order by i.id limit $4`,
    [of.job, of.after, of.run ?? null, of.limit],
    'live_items',
  )
}

/** In id order, a page at a time. */
export function listItems(sql: Sql, filter: ItemFilter): Promise<Item[]> {
  return sql.query<Item>(
    `${ITEM} where i.job = $1 and ($2::text is null or i.state = $2) and ($3::text is null or i.failure = $3)
      and ($4::text is null or i.title ilike '%' || $4 || '%' or i.source_key ilike '%' || $4 || '%') and i.id > $5
       and (not $7 or exists (select from unseen u where u.item = i.id) and i.state not in ('gone', 'excluded'))
     order by i.id limit $6`,
    [
      filter.job,
      filter.state ?? null,
      filter.failure ?? null,
      filter.search === undefined ? null : escapeLike(filter.search),
      filter.after ?? '0',
      filter.limit,
      filter.unseen ?? false,
    ],
  )
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, (mark) => `\\${mark}`)
}

export interface StateCount {
  readonly state: State
  readonly ready: number
  readonly running: number
  readonly later: number
  readonly n: number
  /** Of the state `held`: how many were held in which state. */
  readonly heldFrom: Readonly<Partial<Record<State, number>>> | null
}

/** How many items of a job stand in each state; `running` = a ticket is out, `later` = waits for its time. */
export function countStates(sql: Sql, job: string): Promise<StateCount[]> {
  return sql.query<StateCount>(
    `select state, sum(n)::int as n, sum(running)::int as running, sum(later)::int as later, sum(n - running - later)::int as ready,
       jsonb_object_agg(held_from, n) filter (where state = 'held' and held_from is not null) as "heldFrom"
     from (
       select state, held_from, count(*) as n, count(*) filter (where ticketed_at is not null) as running,
         count(*) filter (where ticketed_at is null and not_before > clock_timestamp()) as later
       from item where job = $1 group by state, held_from) as counted
     group by state`,
    [job],
    'count_states',
  )
}

export function countFailures(sql: Sql, job: string): Promise<{ failure: string; state: State; n: number; example: string }[]> {
  return sql.query(
    `select failure, state, count(*)::int as n, min(id)::text as example from item where job = $1 and failure is not null and (failure <> 'gathered' or state <> 'excluded')
     group by failure, state order by n desc, failure`,
    [job],
  )
}

/** Whether the line still has something to do for a job now: some item not ended, not waiting for a person or for the site's hours. */
export async function hasUnsettled(sql: Sql, job: string): Promise<boolean> {
  const [row] = await sql.query<{ some: boolean }>(
    `select exists (select from item where job = $1 and state in ('discovered', 'fetched', 'published') and ticketed_at is null)
       or exists (select from item where job = $1 and state = 'approved' and ticketed_at is null
         and exists (select from job j where j.name = $1 and (j.publish_from is null or ${within('j.publish_from', 'j.publish_until')})))
       or exists (select from item where job = $1 and ticketed_at is not null)
       or exists (select from (select item from relink offset 0) r
         cross join lateral (select from item where id = r.item and job = $1 and state = 'verified' offset 0) i) as some`,
    [job],
    'unsettled',
  )
  return row?.some ?? false
}

/** One item's whole story, for people. */
export interface Story {
  readonly keys: readonly string[]
  readonly captures: readonly { n: number; version: string; digest: string; bytes: string; at: Date; parts: number }[]
  readonly drafts: readonly { revision: number; digest: string; capture: number; made_by: string; at: Date; counts: Json }[]
  readonly findings: readonly KeptFinding[]
  readonly reviews: readonly {
    revision: number | null
    draft_digest: string | null
    decision: string
    by_whom: string
    reason: string | null
    at: Date
  }[]
  /** `sent`: the post is published, so that a null address is what readers meet: words without a link. */
  readonly links: readonly { url: string; address: string | null; sent: boolean }[]
  readonly events: readonly { seq: string | null; id: string; at: Date; kind: string; actor: string; facts: Json }[]
}

export async function readStory(sql: Sql, item: string): Promise<Story> {
  const [keys, captures, drafts, findings, reviews, links, events] = await Promise.all([
    sql.query<{ key: string }>('select key from item_key where item = $1 order by key', [item]),
    sql.query<Story['captures'][number]>(
      'select n, version, digest, bytes, at, jsonb_array_length(parts) as parts from capture where item = $1 order by n',
      [item],
    ),
    sql.query<Story['drafts'][number]>(
      'select revision, digest, capture, made_by, at, counts from draft where item = $1 order by revision',
      [item],
    ),
    readFindings(sql, { item }),
    sql.query<Story['reviews'][number]>(
      'select revision, draft_digest, decision, by_whom, reason, at from review where item = $1 order by id',
      [item],
    ),
    sql.query<Story['links'][number]>(
      'select l.url, l.address, p.url is not null as sent from link l left join publication p on p.item = l.item where l.item = $1 order by l.url',
      [item],
    ),
    sql.query<Story['events'][number]>(
      `select l.seq, e.id, e.at, e.kind, e.actor, e.facts from audit_event e left join audit_leaf l on l.event = e.id
       where e.item = $1 order by e.id`,
      [item],
    ),
  ])
  return {
    keys: keys.map((row) => row.key),
    captures,
    drafts,
    findings: [...findings, ...unresolved(links, drafts.at(-1)?.revision ?? 0)],
    reviews,
    links,
    events,
  }
}

/** What only the whole ledger can know, and what may pass: an own link that has no new address yet. */
function unresolved(links: Story['links'], revision: number): Story['findings'] {
  return links
    .filter((link) => link.sent && link.address === null)
    .map((link) => ({ revision, ...finding('link-own-unresolved', link.url) }))
}
