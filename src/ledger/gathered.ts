// What the ledger knows of gathered articles: which posts left one, about which a person had decided before, and what stands on the site twice
// if this one is published too. Reads only.
import type { State } from '../domain/states.ts'
import type { Sql } from './sql.ts'

const LIVE = (item: string) => `exists (select from publication p where p.item = ${item} and p.target = $2
  and ((p.url is not null and p.withdrawn_at is null) or p.intent_at is not null))`

/** A post of this item that readers can open, or may in a moment, as part of another item. Null = there is none. */
export async function standsElsewhere(sql: Sql, of: { item: string; target: string }): Promise<{ key: string; item: string } | null> {
  const [row] = await sql.query<{ key: string; item: string }>(
    `select w.key, w.other as item from (
       select g.key, o.item as other from gathered g join gathered o on o.key = g.key and o.account = g.account and o.item <> g.item
         where g.item = $1 and g.now
       union all
       select g.key, o.id from gathered g join item o on o.source_key = g.key and o.account = g.account where g.item = $1 and g.now
       union all
       select k.key, o.item from item_key k join gathered o on o.key = k.key and o.account = k.account and o.item <> k.item
         where k.item = $1 and not k.held
     ) w where ${LIVE('w.other')} order by w.other limit 1`,
    [of.item, of.target],
    'stands_elsewhere',
  )
  return row ?? null
}

export interface MemberNote {
  readonly key: string
  /** `left` = it stands in what is published and no more in the newest version; else what a person had decided about it. */
  readonly what: 'left' | State
}

/** Why a person should look at a gathered article before it is published (again); each post by its first key. */
export async function memberNotes(sql: Sql, item: string): Promise<readonly MemberNote[]> {
  return sql.query<MemberNote>(
    `select g.key, o.state as what from gathered g join item o on o.source_key = g.key and o.account = g.account
       where g.item = $1 and g.now and o.id <> g.item
         and (o.state in ('archived', 'gone', 'withdrawn') or (o.state = 'excluded' and o.failure is distinct from 'gathered'))
     union all
     select min(g.key), 'left' from gathered g left join item_key k on k.key = g.key and k.account = g.account
       where g.item = $1 and not g.now and exists (select from publication p where p.item = g.item and p.url is not null and p.withdrawn_at is null)
       group by case when k.item = g.item then g.key else coalesce(k.item::text || ' ' || k.held::text, g.key) end
     order by 1`,
    [item],
    'member_notes',
  )
}
