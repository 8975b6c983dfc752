// A joined account from first run to the last word on what is lost: killed on the way and taken up again, compared with what the console says,
// known losses confirmed by a person, and a new saying told in the audit log.
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { ROOT } from '../kits/command-line.ts'
import { onBothBackends, until, type Place } from '../kits/guiji.ts'
import { expectAllCounted, expectAuditWhole, expectNothingTwice } from '../kits/proof.ts'

const SLOW = { GUIJI_LOCK_SECONDS: '5', GUIJI_CONCURRENCY: 'fetch=1,normalize=1,publish=1,verify=1,relink=1' }
const SPEAKER = 'wechat-archive#2: console publish_page.total_count'

onBothBackends((backend) => {
  let place: Place
  afterEach(() => place.end())

  const open = async (): Promise<void> => {
    const job = readFileSync(join(ROOT, 'jobs/joined.yaml'), 'utf8')
      .replaceAll('../examples/joined', 'account')
      .replace('../mappings', join(ROOT, 'mappings'))
    place = await backend.open({ edit: () => job, settings: SLOW })
    cpSync(join(ROOT, 'examples/joined'), join(place.folder, 'account'), { recursive: true })
  }
  const openAlone = async (): Promise<string> => {
    await open()
    const text = readFileSync(place.job, 'utf8')
    writeFileSync(
      place.job,
      text.replace(/source:\n[\s\S]*?\n\nmapping/, 'source:\n  kind: wechat-archive\n  path: account/导出\n\nmapping'),
    )
    return text
  }
  const events = (kind: string) => place.rows('select item, actor, facts from audit_event where kind = $1 order by id', [kind])

  it('a joined account ends the same though its run was killed, and what it lacks is named, decided and told', async () => {
    await open()
    const first = place.start('run', place.job)
    await until('some posts are fetched', async () => (await events('item.fetched').catch(() => [])).length >= 2, place.children)
    await first.kill()
    const ran = await place.json(['run', place.job])
    expect(ran).toMatchObject({
      outcome: 'finished',
      changed: 0,
      unseen: 0,
      verified: 7,
      gone: 1,
      waiting: { held: 2, normalized: 3 },
      failed: { 'page-absent': 2 },
    })
    expect(ran['said']).toEqual({ by: SPEAKER, unit: 'messages', said: 14, have: 13 })
    expectAllCounted(ran, 13)
    await expectNothingTwice(place)

    const gaps = await place.json(['gaps', 'joined'])
    const [whole] = gaps['claims'] as readonly Record<string, unknown>[]
    expect(whole).toMatchObject({ by: SPEAKER, said: 14, have: 13, verdict: 'short', todo: expect.stringContaining('console') })
    expect((gaps['absent'] as readonly Record<string, unknown>[]).map(({ key, published }) => [key, published])).toEqual([
      ['wechat:OTkwMDAwMDA3Nw==:2650100003:1', '2023-06-15T00:00:00.000Z'],
      ['wechat:s:Qs-OnlyInTheLinks01', '2023-12-22T02:00:00.000Z'],
    ])
    expect(gaps['quiet']).toEqual([{ from: '2023-08', to: '2023-11', months: 4, before: 5, after: 4 }])
    expect((await place.run('status', 'joined')).stdout).toContain(`said 14 messages, have 13 (${SPEAKER}): npx guiji gaps joined`)

    const decision = ['gone', 'joined', '--code', 'page-absent', '--reason', 'never exported', '--by', 'Zhou Yan']
    expect(await place.json(decision)).toEqual({ job: 'joined', code: 'page-absent', gone: [], left: 2 })
    expect((await place.run(...decision, '--confirm', '3')).code).toBe(1)
    expect(await events('item.gone')).toHaveLength(1)
    expect(await place.json([...decision, '--confirm', '2'])).toMatchObject({ gone: [expect.any(String), expect.any(String)], left: 0 })
    const decided = (await events('item.gone')).slice(1)
    expect(decided.map(({ actor, facts }) => [actor, facts])).toEqual([
      ['Zhou Yan', { reason: 'never exported', from: 'held' }],
      ['Zhou Yan', { reason: 'never exported', from: 'held' }],
    ])
    expect((await place.json(['gaps', 'joined']))['absent']).toEqual([])

    expect(await events('source.claimed')).toHaveLength(2)
    const list = join(place.folder, 'account/后台/appmsgpublish_0.json')
    writeFileSync(list, readFileSync(list, 'utf8').replace(String.raw`\"total_count\": 14`, String.raw`\"total_count\": 13`))
    expect((await place.json(['run', place.job]))['said']).toMatchObject({ said: 13, have: 13 })
    expect((await events('source.claimed')).map(({ facts }) => (facts as { all: unknown }).all)).toContainEqual([
      { unit: 'messages', count: 13 },
    ])
    expect(await events('source.claimed')).toHaveLength(3)
    await expectAuditWhole(place)
  })

  it('a job that had one source goes on with all of them: nothing comes twice, and a draft that comes out the same stays', async () => {
    const joining = await openAlone()
    expect(await place.json(['run', place.job])).toMatchObject({ new: 8, verified: 7, waiting: { normalized: 1 }, said: null })
    const keys = await place.rows('select id, source_key from item order by id')
    writeFileSync(place.job, joining)
    const ran = await place.json(['run', place.job])
    expect(ran).toMatchObject({ outcome: 'finished', new: 5, changed: 8, unchanged: 0, unseen: 0, discovered: 13 })
    expectAllCounted(ran, 13)
    await expectNothingTwice(place)
    expect((await place.rows('select id, source_key from item order by id')).slice(0, 8)).toEqual(keys)
    expect((await place.json(['renormalize', 'joined']))['changed']).toBe(0)
    await expectAuditWhole(place)
  })
})
