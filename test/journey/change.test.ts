// The archive changes between two runs: what is new comes in, what changed gets a second revision, what vanished stays where it is.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { makeArchive } from '../../bench/made-archive.ts'
import { DEMO_ARCHIVE, onBothBackends, type Place } from '../kits/guiji.ts'
import { expectAllCounted, expectAuditWhole, expectNothingTwice, filesOf } from '../kits/proof.ts'
import { oracle } from './oracle.ts'

const EDITED = '网页保存/青石县2016年第二类疫苗接种门诊安排.html'
const VANISHED = '公众号文章导出/县疾控中心开展消毒技能竞赛/index.html'

onBothBackends((backend) => {
  let place: Place
  afterEach(() => place.end())

  it('takes in one new post and one changed post, and touches nothing else', async () => {
    place = await backend.open({ source: 'archive' })
    const archive = join(place.folder, 'archive')
    cpSync(DEMO_ARCHIVE, archive, { recursive: true })
    await place.json(['run', place.job])
    const pages = async (file: string) =>
      (
        await place.rows(
          `select i.id, i.state, i.revision, p.url from item i left join publication p on p.item = i.id where i.ref->'pages' ? $1`,
          [file],
        )
      )[0]
    const [edited, vanished] = [await pages(EDITED), await pages(VANISHED)]
    expect([edited?.['state'], vanished?.['state']]).toEqual(['verified', 'verified'])
    const before = filesOf(place.site)

    const page = readFileSync(join(archive, EDITED), 'utf8')
    writeFileSync(join(archive, EDITED), page.replace(/(id="js_content"[^>]*>)/, '$1<p>二〇一七年起周六也开诊。</p>'))
    await makeArchive(join(archive, '补充导出'), 1)
    rmSync(join(archive, VANISHED))

    const second = await place.json(['run', place.job])
    expect(second).toMatchObject({ outcome: 'finished', new: 1, changed: 1, unseen: 1 })
    const unseen = async () => (await place.json(['items', 'demo', '--unseen']))['items'] as { item: string }[]
    expect((await unseen()).map(({ item }) => item)).toEqual([vanished?.['id']])
    const told = () =>
      place.rows("select facts->>'missing' as missing, facts->>'since' as since from audit_event where kind = 'source.shrunk'")
    expect(await told()).toEqual([{ missing: '1', since: '1' }])
    expectAllCounted(second, oracle.total + 1)
    const story = (await place.json(['show', String(edited?.['id'])])) as {
      drafts: { revision: number }[]
      captures: unknown[]
      state: string
    }
    expect({ ...story, drafts: story.drafts.map((draft) => draft.revision), captures: story.captures.length }).toMatchObject({
      state: 'verified',
      drafts: [1, 2],
      captures: 2,
    })
    expect(readFileSync(join(place.site, String(edited?.['url'])), 'utf8')).toContain('二〇一七年起周六也开诊')
    expect(await pages(VANISHED)).toEqual(vanished)
    const after = filesOf(place.site)
    expect(after.has(String(vanished?.['url']))).toBe(true)
    const touched = [...after]
      .filter(([name, bytes]) => name.startsWith('/art/') && before.has(name) && before.get(name) !== bytes)
      .map(([name]) => name)
    expect(touched).toContain(String(edited?.['url']))
    expect([...before.keys()].filter((name) => name.startsWith('/art/') && !after.has(name))).toEqual([])
    await expectNothingTwice(place)
    await expectAuditWhole(place)

    // a run that looks at a part tells nothing new, and a file that comes back is seen again
    expect(await place.json(['run', place.job, '--limit', '3'])).toMatchObject({ outcome: 'finished', unseen: 1 })
    cpSync(join(DEMO_ARCHIVE, VANISHED), join(archive, VANISHED))
    expect(await place.json(['run', place.job])).toMatchObject({ outcome: 'finished', unseen: 0 })
    expect([await unseen(), await told()]).toEqual([[], [{ missing: '1', since: '1' }]])
  })
})
