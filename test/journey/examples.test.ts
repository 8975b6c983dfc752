// Every job that guiji ships, as an operator tries it first: the whole way offline, to the counts that its archive was made for; then again,
// when nothing may be new.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { ROOT } from '../kits/command-line.ts'
import { onBothBackends, type Place } from '../kits/guiji.ts'
import { expectAllCounted, expectAuditWhole, expectNothingTwice } from '../kits/proof.ts'

/** By the archive's own making: see the docs page of each source. */
const ENDS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'app-json': { new: 12, verified: 7, gone: 1, waiting: { held: 1, normalized: 3 }, failed: { 'page-unreadable': 1 }, leftovers: 2 },
  'douyin-export': { new: 11, verified: 7, gone: 1, excluded: 1, waiting: { normalized: 2 }, failed: {}, leftovers: 5 },
  feed: { new: 13, verified: 9, waiting: { normalized: 4 }, failed: {}, leftovers: 2 },
  forum: { new: 14, verified: 6, gone: 1, excluded: 2, waiting: { normalized: 5 }, failed: {}, leftovers: 3 },
  joined: { new: 13, verified: 7, gone: 1, waiting: { held: 2, normalized: 3 }, failed: { 'page-absent': 2 }, leftovers: 1 },
  'toutiao-pages': { new: 12, verified: 7, gone: 1, waiting: { held: 1, normalized: 3 }, failed: { 'page-unavailable': 1 }, leftovers: 3 },
  'weibo-archive': { new: 21, verified: 15, gone: 1, excluded: 2, waiting: { normalized: 3 }, failed: {}, leftovers: 3 },
  'weibo-gathered': { new: 21, verified: 15, gone: 1, excluded: 2, waiting: { normalized: 3 }, failed: {}, leftovers: 3 },
  'web-archive': { new: 13, verified: 10, waiting: { normalized: 3 }, failed: {}, leftovers: 15 },
  'web-pages': { new: 12, verified: 7, gone: 1, excluded: 2, waiting: { normalized: 2 }, failed: {}, leftovers: 2 },
  'wechat-pages': {
    new: 14,
    verified: 8,
    gone: 1,
    excluded: 1,
    waiting: { held: 1, normalized: 3 },
    failed: { 'net-missing': 1 },
    leftovers: 2,
  },
}

/** Only a server can answer these: each has a journey of its own. */
const ONLINE = ['wechat-api', 'weibo-api']

it('knows every job file that guiji ships', () => {
  const jobs = readdirSync(join(ROOT, 'jobs')).flatMap((name) => /^(.+)\.yaml$/.exec(name)?.[1] ?? [])
  expect(jobs.toSorted()).toEqual(['demo', ...ONLINE, ...Object.keys(ENDS)].toSorted())
})

onBothBackends((backend) => {
  describe('a shipped job', () => {
    let place: Place
    afterEach(() => place.end())

    it.each(Object.keys(ENDS))('of the kind %s ends as its archive was made for, and changes nothing when it runs again', async (name) => {
      const job = readFileSync(join(ROOT, 'jobs', `${name}.yaml`), 'utf8').replaceAll(/(: |- )\.\.\//g, `$1${ROOT}/`)
      place = await backend.open({ edit: () => job })
      const first = await place.json(['run', place.job])
      expect(first).toMatchObject({ outcome: 'finished', changed: 0, unchanged: 0, unseen: 0, ...ENDS[name] })
      const posts = Number(ENDS[name]?.['new'])
      expectAllCounted(first, posts)
      await expectNothingTwice(place)
      const told = await place.rows('select count(*)::int as n from audit_event where item is not null')

      const { seconds: _, run: _run, ...second } = await place.json(['run', place.job])
      expect(second).toMatchObject({ outcome: 'finished', new: 0, changed: 0, unchanged: posts, unseen: 0, verified: first['verified'] })
      expect(await place.rows('select count(*)::int as n from audit_event where item is not null')).toEqual(told)
      await expectAuditWhole(place)
    })
  })
})
