// What must hold after every journey, whatever happened on the way: every post in one place, none twice, the site as the ledger says,
// and an audit log that verifies. In: a place. Throws by expect.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Json, Place } from './guiji.ts'

/** All files below a folder with the digest of their bytes and their time, by relative path. */
export function filesOf(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && !path.includes('/.tmp/'))
      found.set(path.slice(folder.length), `${sha256(readFileSync(path))} ${statSync(path).mtimeMs}`)
  }
  return found
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Every post is in exactly one state, and the states of the object add up to all posts. */
export function expectAllCounted(result: Json, posts: number): void {
  const ended = ['verified', 'excluded', 'archived', 'gone', 'withdrawn'].map((name) => Number(result[name]))
  const waiting = Object.values(result['waiting'] as Record<string, number>)
  expect(result['discovered']).toBe(posts)
  expect([...ended, ...waiting].reduce((sum, n) => sum + n, 0)).toBe(posts)
}

/** One item per key, one page per publication, and no page on the site that the ledger does not know. */
export async function expectNothingTwice(place: Place): Promise<void> {
  const twice = await place.rows(
    'select account, source_key from item group by 1, 2 having count(*) > 1 union all select account, key from item_key group by 1, 2 having count(*) > 1',
  )
  expect(twice).toEqual([])
  const published = await place.rows('select item, key, url from publication where url is not null order by url')
  expect(new Set(published.map((row) => row['key'])).size).toBe(published.length)
  expect(new Set(published.map((row) => row['item'])).size).toBe(published.length)
  expect(articlesOf(place)).toEqual(published.map((row) => row['url']))
}

/** Addresses of all article pages that lie in the site folder. */
export function articlesOf(place: Place): readonly string[] {
  if (!existsSync(join(place.site, 'art'))) return []
  return readdirSync(join(place.site, 'art'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .map((name) => `/art/${name}`)
    .toSorted()
}

/** Each item has told its way from discovered to where it stands, without a gap: one event a step, none lost, none told twice. */
export async function expectAuditWhole(place: Place): Promise<void> {
  const report = await place.json(['audit', 'verify'])
  expect(report).toMatchObject({ ok: true, problems: [] })
  const [events] = await place.rows(
    'select count(*)::int as n, count(l.event)::int as logged from audit_event e left join audit_leaf l on l.event = e.id',
  )
  expect(events?.['logged']).toBe(events?.['n'])
  expect(report['leaves']).toBe(events?.['n'])
  const untold = await place.rows(`select i.id from item i where i.state = 'verified'
    and not (array(select kind from audit_event e where e.item = i.id) @> array['item.discovered', 'item.fetched', 'item.normalized', 'item.published', 'item.verified'])`)
  expect(untold).toEqual([])
}
