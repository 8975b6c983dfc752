// After the faults have stopped and everything has run to its end: ledger and CMS go in, everything that must not be comes out.
import { payloadDigest } from '../../src/stations/article.ts'
import type { Sql } from '../../src/ledger/sql.ts'
import type { Cms, Entry } from './cms.ts'
import type { Posts } from './posts.ts'
import type { Strategy } from './strategies.ts'

interface Row {
  readonly id: string
  readonly state: string
  readonly failure: string | null
  readonly draft_digest: string | null
  readonly remote_id: string | null
  readonly payload_digest: string | null
  readonly is_put: boolean
}

export interface Judgement {
  readonly violations: readonly string[]
  readonly verified: number
  /** By code. */
  readonly held: ReadonlyMap<string, number>
  readonly lost: number
  readonly strays: number
}

export interface Case {
  readonly sql: Sql
  readonly posts: Posts
  readonly cms: Cms
  readonly strategy: Strategy
  readonly refused: ReadonlySet<string>
  /** Keys where an old request came after a newer one. */
  readonly overtaken: ReadonlySet<string>
  /** Keys that were revised before what was sent last had been verified. */
  readonly unlooked: ReadonlySet<string>
}

export async function judged(given: Case): Promise<Judgement> {
  const { sql, posts, cms } = given
  const rows = await sql.query<Row>(ROWS, [posts.job.job, posts.targetName], 'sim_rows')
  const violations: string[] = []
  const held = new Map<string, number>()
  let [verified, lost, strays] = [0, 0, 0]
  rows.forEach((row, n) => {
    const entries = cms.entries.filter((one) => one.key === posts.keys[n])
    const wrong = wrongWith(row, { entries, given, key: posts.keys[n] ?? '' })
    violations.push(...wrong.map((what) => `#${n} ${what}`))
    lost += wrong.filter((what) => what.startsWith('lost')).length
    strays += wrong.filter((what) => what.startsWith('stray')).length
    if (row.state === 'verified') verified += 1
    else if (row.failure !== null) held.set(row.failure, (held.get(row.failure) ?? 0) + 1)
  })
  if (rows.length !== posts.ids.length) violations.push(`lost: ${posts.ids.length - rows.length} items are gone from the ledger`)
  const mute = await sql.query<{ id: string; was: string; became: string }>(MUTE, [posts.job.job], 'sim_mute')
  for (const one of mute) violations.push(`#${posts.ids.indexOf(one.id)} went from ${one.was} to ${one.became} without an event`)
  return { violations, verified, held, lost, strays }
}

function wrongWith(row: Row, about: { readonly entries: readonly Entry[]; readonly given: Case; readonly key: string }): string[] {
  const { entries, given, key } = about
  const touched = given.overtaken.has(key) || entries.some((one) => one.edited || one.removedBy === 'editor')
  const inUse = entries.find((one) => one.id === row.remote_id)
  const wrong: string[] = []
  if (row.state !== 'verified' && row.state !== 'held') wrong.push(`lost: it stays ${row.state}`)
  if (row.state === 'held' && !mayBeHeld(row.failure ?? '', { given, key, touched })) wrong.push(`lost: it is held with ${row.failure}`)
  if (row.state === 'verified' && given.refused.has(key)) wrong.push('verified though the CMS never takes it')
  if (row.state === 'verified' && !touched) wrong.push(...verifiedWrongly(row, entries, given))
  if (inUse?.removedBy === 'us') wrong.push(`draft in use deleted by us: ${inUse.id}`)
  if (row.is_put)
    for (const one of entries) if (one.state === 'draft' && one.id !== row.remote_id) wrong.push(`stray draft ${one.id} is left`)
  return wrong
}

/** Codes that a person can act on, and a reason in the outside world why they stand there. */
function mayBeHeld(code: string, why: { readonly given: Case; readonly key: string; readonly touched: boolean }): boolean {
  if (code === 'target-refused') return why.given.refused.has(why.key)
  if (code === 'target-attention') return why.touched || !(why.given.strategy.can.lookup || why.given.strategy.can.uniqueEnforced)
  if (code === 'target-edited') return why.touched || why.given.unlooked.has(why.key)
  if (code === 'verify-differs') return why.touched
  return false
}

function verifiedWrongly(row: Row, entries: readonly Entry[], { posts }: Case): string[] {
  const entry = entries.find((one) => one.id === row.remote_id)
  if (entry?.state !== 'public') return [`verified, but entry ${row.remote_id} is ${entry?.state ?? 'not there'}`]
  if (payloadDigest(entry.article) !== row.payload_digest) return ['verified, but other words stand there than were sent last']
  return posts.drafts.get(row.draft_digest ?? '')?.title === entry.article.title ? [] : ['verified, but not as it was approved last']
}

const ROWS = `
  select i.id, i.state, i.failure, i.draft_digest, p.remote_id, p.payload_digest, coalesce(p.put_at is not null, false) as is_put
  from item i left join publication p on p.item = i.id and p.target = $2 where i.job = $1 order by i.id`

/** Every change of state must have an event of the same transaction. */
const MUTE = `
  select s.item as id, s.was, s.became from item i join sim.state_log s on s.item = i.id
  where i.job = $1 and not exists (select from audit_event e where e.item = s.item and e.xmin = s.tx::xid and e.kind like 'item.%')`
