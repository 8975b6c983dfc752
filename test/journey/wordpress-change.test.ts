// A WordPress in whose hands the posts are: editors change them there, the source changes too, and neither side's words are lost.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { makeArchive } from '../../bench/made-archive.ts'
import { openPlace, type Place } from '../kits/guiji.ts'
import { expectAuditWhole } from '../kits/proof.ts'
import { startWordpress, WORDPRESS_SKIPPED, wordpressHere, type TestWordpress } from '../kits/wordpress.ts'

const POSTS = 4
const WHO = ['--reason', '核对后决定', '--by', '陈映']

describe.skipIf(!wordpressHere)(`posts that change on both sides${wordpressHere ? '' : ` (${WORDPRESS_SKIPPED})`}`, () => {
  let wordpress: TestWordpress
  let place: Place
  /** Item id → number of the entry. */
  let entries: Map<string, string>
  beforeAll(async () => {
    wordpress = await startWordpress({ plugin: true })
    const { user, password } = wordpress.users.editor
    const target = { kind: 'wordpress', url: wordpress.url, user, password: { env: 'GUIJI_SECRET_WORDPRESS' }, serverSeconds: 1 }
    place = await openPlace({
      source: 'archive',
      settings: { GUIJI_SECRET_WORDPRESS: password },
      edit: (text) => {
        const job = parse(text) as Record<string, unknown>
        return stringify({ ...job, target, review: { ...(job['review'] as object), policy: 'none' } })
      },
    })
    mkdirSync(join(place.folder, 'archive'))
    await makeArchive(join(place.folder, 'archive'), POSTS, 1)
    expect(await place.json(['run', place.job])).toMatchObject({ verified: POSTS, failed: {} })
    entries = new Map(
      (await place.rows('select item, remote_id from publication')).map((row) => [String(row['item']), String(row['remote_id'])]),
    )
  })
  afterAll(async () => {
    await place.end()
    await wordpress.close()
  })

  const [first, second, third] = ['1', '2', '3'] as const
  const entryOf = async (item: string) =>
    (await wordpress.sql(`select post_status, post_content from wp_posts where ID = ${entries.get(item)}`))[0] ?? []
  const stateOf = async (item: string) => (await place.rows('select state, failure from item where id = $1', [item]))[0]
  const editThere = (item: string, before: string, after: string) =>
    wordpress.sql(`update wp_posts set post_content = replace(post_content, '${before}', '${after}') where ID = ${entries.get(item)}`)
  const editSource = async (item: string, before: string, after: string) => {
    const [row] = await place.rows("select substring(title from '[0-9]+') as n from item where id = $1", [item])
    const file = join(place.folder, 'archive', `post-${String(row?.['n'])}`, 'index.html')
    writeFileSync(file, readFileSync(file, 'utf8').replace(before, after))
  }

  it("finds an editor's words with run --update, leaves them, and shows them", async () => {
    await editThere(first, '辖区居民', '全县居民')
    expect(await place.json(['run', place.job, '--update'])).toMatchObject({
      changed: 0,
      drift: { looked: POSTS, changed: 1, same: POSTS - 1 },
    })
    expect((await entryOf(first))[1]).toContain('全县居民')
    const shown = await place.json(['show', first, '--diff'])
    const { source, site } = shown['changes'] as { source: unknown; site: { how: string; text: string }[] }
    expect(source).toBeNull()
    expect(site.some((one) => one.how === '+' && one.text.includes('全县居民'))).toBe(true)
  })

  it('publishes what changed at the source alone over the old words, in the same entry', async () => {
    await editSource(second, '1. 为进一步', '1. 更正，为进一步')
    expect(await place.json(['run', place.job])).toMatchObject({ changed: 1, verified: POSTS })
    expect((await entryOf(second))[1]).toContain('更正，为进一步')
  })

  it('holds what changed on both sides, with both diffs, until a person says whose words stand', async () => {
    await editSource(first, '2. 为进一步', '2. 补充，为进一步')
    await place.json(['run', place.job])
    expect(await stateOf(first)).toEqual({ state: 'held', failure: 'target-edited' })
    expect((await entryOf(first))[1]).not.toContain('补充')
    const { source, site } = (await place.json(['show', first, '--diff']))['changes'] as {
      source: { text: string }[]
      site: { text: string }[]
    }
    expect([source.some((one) => one.text.includes('补充')), site.some((one) => one.text.includes('全县居民'))]).toEqual([true, true])
    await place.json(['keep', first, 'ours', ...WHO])
    expect(await place.json(['run', place.job])).toMatchObject({ verified: POSTS, failed: {} })
    const [status, content = ''] = await entryOf(first)
    expect([status, content.includes('补充'), content.includes('全县居民')]).toEqual(['publish', true, false])
  })

  it('withdraws an entry into the bin, out of the sight of readers, and makes a new one when it is reopened', async () => {
    const { address } = await place.json(['withdraw', third, ...WHO])
    expect((await entryOf(third))[0]).toBe('trash')
    expect((await fetch(String(address))).status).toBe(404)
    await place.json(['reopen', third, ...WHO])
    expect(await place.json(['run', place.job])).toMatchObject({ verified: POSTS, failed: {} })
    const shown = await wordpress.sql(
      "select count(*), count(distinct post_title) from wp_posts where post_type = 'post' and post_status = 'publish'",
    )
    expect(shown).toEqual([[String(POSTS), String(POSTS)]])
  })

  it('rolls the runs back: nothing that they brought before readers is left there, and the log tells all of it', async () => {
    const gone: string[][] = []
    for (const { run } of await place.rows('select distinct run from publication where run is not null order by run')) {
      const plan = (await place.json(['rollback', String(run), '--plan']))['withdraw'] as { item: string }[]
      gone.push(plan.map((one) => one.item))
      await place.json(['rollback', String(run), '--confirm', String(plan.length), ...WHO])
    }
    const shown = await wordpress.sql(
      "select post_status, count(*) from wp_posts where post_type = 'post' and post_status <> 'trash' group by 1",
    )
    // the third was withdrawn, and published anew by a later run
    expect([gone, shown]).toEqual([[['1', '2', '4'], ['3']], []])
    await expectAuditWhole(place)
  })
})
