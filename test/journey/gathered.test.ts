// A year of short posts, one article a month: posts are added, one grows and leaves its month, and in the end nothing is gathered any more. At
// every moment each post is in one place, and readers meet it once.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { onBothBackends, type Json, type Place } from '../kits/guiji.ts'
import { articlesOf, expectAllCounted, expectAuditWhole, expectNothingTwice } from '../kits/proof.ts'
import { addressOf, BY_MONTH, keyOf, mappingWith, type Short, writeShorts } from '../kits/short-posts.ts'

const POSTS: readonly Short[] = [
  { n: 1, at: '2021-05-01T08:00', html: '<p>今天停水。一号短文</p>' },
  { n: 2, at: '2021-05-03T09:12', html: '<p>恢复供水。二号短文</p>' },
  { n: 3, at: '2021-06-05T10:00', html: '<p>防汛值班。三号短文</p>' },
  { n: 50, at: '2021-06-06T10:00', title: '关于供水的说明', html: `<p>不是短文,见<a href="${addressOf(1)}">当天的消息</a>。</p>` },
]
const FOURTH: Short = { n: 4, at: '2021-05-28T18:00', html: '<p>管网改造。四号短文</p>' }
const LONG: Short = { n: 2, at: '2021-05-03T09:12', html: `<p>恢复供水。二号短文${'补充说明管网的情况。'.repeat(20)}</p>` }

onBothBackends((backend) => {
  let place: Place
  afterEach(() => place.end())

  const write = (posts: readonly Short[], gather: readonly object[] = [BY_MONTH]) => {
    writeShorts(join(place.folder, 'archive'), posts)
    writeFileSync(join(place.folder, 'mapping.yaml'), stringify(mappingWith(gather)))
  }
  const run = () => place.json(['run', place.job])
  const show = (name: string) => place.json(['show', name])
  const itemOf = async (name: string) => String((await show(name))['item'])
  const page = (item: Json) => readFileSync(join(place.site, String((item['publication'] as Json)['url'])), 'utf8')
  /** On how many pages readers meet these words (of no title: a title stands on its neighbours' pages too). */
  const met = (words: string) => articlesOf(place).filter((url) => readFileSync(join(place.site, url), 'utf8').includes(words)).length
  const MAY = 'gather:short:wechat-gh_qsjk0001:2021-05'

  const open = async () => {
    place = await backend.open({
      edit: (text) =>
        text
          .replace('kind: wechat-archive', 'kind: feed')
          .replace(/path: "[^"]*qingshi-health"/, 'path: archive')
          .replace(/mapping: ".*"/, 'mapping: mapping.yaml')
          .replace(/id: gh_\w+/, 'id: gh_qsjk0001'),
    })
  }

  it('is brought up to date in place when posts join it, and is where their links and addresses lead', async () => {
    await open()
    write(POSTS)
    const first = await run()
    expect(first).toMatchObject({ outcome: 'finished', new: 3, verified: 3, waiting: {}, failed: {} })
    expectAllCounted(first, 3)
    const may = await show(keyOf(1))
    expect(may).toMatchObject({ key: MAY, title: '青石发布2021年5月微博汇编', kind: 'article', column: 'short' })
    expect((may['members'] as Json[]).map(({ key, url, state }) => [key, url, state])).toEqual([
      [keyOf(1), addressOf(1), 'ok'],
      [keyOf(2), addressOf(2), 'ok'],
    ])
    const address = String((may['publication'] as Json)['url'])
    expect(page(await show(keyOf(50)))).toContain(`href="${address}"`)
    const redirects = JSON.parse(readFileSync(join(place.site, 'redirects/redirects.json'), 'utf8')) as { old: string; new: string }[]
    for (const n of [1, 2]) expect(redirects).toContainEqual({ old: addressOf(n), new: address })

    // one post more: the entry of its month, and no other, is written anew
    const june = page(await show(keyOf(3)))
    write([...POSTS, FOURTH])
    expect(await run()).toMatchObject({ outcome: 'finished', new: 0, changed: 1, unchanged: 2, unseen: 0, verified: 3 })
    expect(await show(keyOf(4))).toMatchObject({ key: MAY, drafts: [{ revision: 1 }, { revision: 2 }], publication: { url: address } })
    expect(page(await show(keyOf(4)))).toContain('四号短文')
    expect(page(await show(keyOf(3)))).toBe(june)
    await expectNothingTwice(place)
    expect(await run()).toMatchObject({ new: 0, changed: 0, unchanged: 3, unseen: 0 })
    await expectAuditWhole(place)
  })

  it('holds no post that stands elsewhere on the site, whatever leaves it and whatever becomes of the rule', async () => {
    await open()
    write([...POSTS, FOURTH])
    expect(await run()).toMatchObject({ outcome: 'finished', new: 3, verified: 3 })
    // the second grows and stands alone from now on: a person looks before it goes from where readers met it
    write([...POSTS.map((one) => (one.n === 2 ? LONG : one)), FOURTH])
    const third = await run()
    expect(third).toMatchObject({ new: 1, changed: 1, unseen: 0, waiting: { normalized: 1, held: 1 }, failed: { 'gathered-elsewhere': 1 } })
    expect(await show(MAY)).toMatchObject({ state: 'normalized' })
    expect((await show(MAY))['findings']).toContainEqual(expect.objectContaining({ code: 'gathered-missing', about: `${keyOf(2)} left` }))
    expect(met('二号短文')).toBe(1)
    await place.json(['approve', await itemOf(MAY), '--by', '王建国'])
    await run()
    expect(met('二号短文')).toBe(0)
    await place.json(['retry', 'demo', '--code', 'gathered-elsewhere', '--by', '王建国'])
    expect(await run()).toMatchObject({ outcome: 'finished', verified: 4, waiting: {} })
    expect([met('二号短文'), met('一号短文'), met('四号短文')]).toEqual([1, 1, 1])
    await expectNothingTwice(place)

    // nothing is gathered any more: what readers meet in an article does not come before them again until that is withdrawn
    write([...POSTS.map((one) => (one.n === 2 ? LONG : one)), FOURTH], [])
    expect(await run()).toMatchObject({ new: 3, unseen: 2, failed: { 'gathered-elsewhere': 3 } })
    expect([met('一号短文'), met('四号短文'), met('三号短文')]).toEqual([1, 1, 1])
    for (const key of [MAY, MAY.replace('05', '06')])
      await place.json(['withdraw', await itemOf(key), '--by', '王建国', '--reason', '不再汇编'])
    await place.json(['retry', 'demo', '--code', 'gathered-elsewhere', '--by', '王建国'])
    const last = await run()
    expect(last).toMatchObject({ verified: 5, withdrawn: 2, waiting: {}, failed: {} })
    expectAllCounted(last, 7)
    for (const words of ['一号短文', '二号短文', '三号短文', '四号短文', '不是短文']) expect([words, met(words)]).toEqual([words, 1])
    expect(page(await show(keyOf(50)))).toContain(`href="${String(((await show(keyOf(1)))['publication'] as Json)['url'])}"`)
    await expectAuditWhole(place)
  })
})
