// Posts whose texts are alike, over all jobs of the ledger. A sketch is written before it is compared: of two that come at once, each sees the other.
import type { Sql } from './sql.ts'

export interface Sketched {
  readonly item: string
  readonly sketch: readonly number[]
  readonly bands: readonly number[]
}

export interface Alike {
  readonly item: string
  readonly job: string
  /** Of 100: the estimated share of common pieces. */
  readonly percent: number
}

/** So much in common is told. */
const LEAST = 70
const MOST = 5
/** Of one band: where a thousand posts are alike, some of them tell enough, and the cost of a post stays the same. */
const PER_BAND = 12

/** What else in the ledger reads like it, the most alike first; posts that are written off do not count. */
export async function alikeTo(sql: Sql, { item, sketch, bands }: Sketched): Promise<readonly Alike[]> {
  const placedBands = bands.map(placed)
  await sql.query(
    `with other as (delete from likeness_band where item = $1 and band <> all ($3::bigint[])),
       own as (insert into likeness (item, sketch) values ($1, $2) on conflict (item) do update set sketch = excluded.sketch)
     insert into likeness_band (band, item) select unnest($3::bigint[]), $1 on conflict do nothing`,
    [item, sketch, placedBands],
  )
  return sql.query<Alike>(
    `select item, job, percent from (
       select i.id as item, i.job,
         100 * (select count(*) from unnest(l.sketch, $2::int[]) as both_of (a, b) where a = b)::int / cardinality(l.sketch) as percent
       from (select distinct near.item from unnest($3::bigint[]) as mine (band)
         cross join lateral (select b.item from likeness_band b where b.band = mine.band and b.item <> $1 limit $6) near) candidate
       join item i on i.id = candidate.item and i.state not in ('excluded', 'gone', 'withdrawn')
       join likeness l on l.item = i.id
     ) known where percent >= $4 order by percent desc, item limit $5`,
    [item, sketch, placedBands, LEAST, MOST, PER_BAND],
  )
}

/** A band's number together with its place. */
function placed(band: number, place: number): string {
  return String(place * 2 ** 32 + (band >>> 0))
}
