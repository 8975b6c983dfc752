// A list of links taken from a server that acts as the platform, until the captcha comes; passed by hand, the run goes on with what is not there,
// and asks nothing a second time. Names lead to the server by the processes' own resolver.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { articlePage } from '../../examples/make-wechat-pages/page.ts'
import { ROOT } from '../kits/command-line.ts'
import { openPlace } from '../kits/guiji.ts'
import type { Place } from '../kits/guiji.ts'
import { expectAllCounted, expectAuditWhole, expectNothingTwice } from '../kits/proof.ts'
import { platform } from '../sources/wechat-pages/platform.ts'
import type { Platform } from '../sources/wechat-pages/platform.ts'

const BIZ = 'MzA5OTkwMDAwMQ=='
const short = (n: number): string => `/s/AbCdEfGhIjKlMnOpQr${String(n).padStart(4, '0')}`
const POSTS = [1, 2, 3, 4, 5, 6, 7, 8]

/** As if the name servers of the machine led there. */
const NAMES = `import dns from 'node:dns'; import { syncBuiltinESMExports } from 'node:module'; const real = dns.lookup; dns.lookup = (name, how, done) => /weixin|qpic/.test(name) ? real('127.0.0.1', how, done) : real(name, how, done); syncBuiltinESMExports()`

let mp: Platform
let place: Place
beforeEach(async () => {
  mp = await platform()
  const hosts = [mp.mp, mp.pictures].map((url) => new URL(url).host)
  const edit = (): string =>
    readFileSync(join(ROOT, 'jobs/wechat-pages.yaml'), 'utf8')
      .replace(/lists:\n(?: {4}- .*\n)+/, 'lists: [links.txt]\n')
      .replace(/ {2}through: .*\n/, '')
      .replaceAll(/: \.\.\//g, `: ${ROOT}/`)
      .replace(/hosts: .*/, `hosts: ['${hosts.join("', '")}']\n  requestsAtOnce: 1`)
      .replace(/requestsPerSecond: .*/, 'requestsPerSecond: 50')
  place = await openPlace({
    edit,
    settings: { GUIJI_PRIVATE_HOSTS: hosts.join(','), NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(NAMES)}` },
  })
  for (const n of POSTS) {
    const body = `<p>青石县民政局第${n}篇文章的正文,共两句。第二句。</p>`
    mp.pages.set(short(n), articlePage({ biz: BIZ, mid: 2650000 + n, idx: 1, title: `通知${n}`, at: `2021-05-0${n} 09:30`, body }))
  }
  writeFileSync(join(place.folder, 'links.txt'), POSTS.map((n) => `${mp.mp}${short(n)}\n`).join(''))
})
afterEach(async () => {
  await place.end()
  await mp.end()
})

describe('a list of links', () => {
  it('halts at a captcha, stores none of it, and goes on where it stood', async () => {
    mp.pagesUntilCaptcha = 3
    const halted = await place.json(['run', place.job], 3)
    expect(halted).toMatchObject({ outcome: 'halted', because: 'page-blocked', discovered: 8 })
    expectAllCounted(halted, 8)
    const had = mp.asked.filter(({ path }) => path.startsWith('/s/')).slice(0, 3)
    const wall = mp.asked.length

    mp.pagesUntilCaptcha = Number.POSITIVE_INFINITY
    await place.json(['resume', 'wechat-pages'])
    await place.json(['retry', 'wechat-pages', '--code', 'page-blocked', '--by', 'test'])
    const rest = await place.json(['run', place.job])
    expect(rest).toMatchObject({ outcome: 'finished', verified: 8, failed: {} })
    // each of the others once, and none of the first three again
    const later = mp.asked.slice(wall).map(({ path }) => path)
    expect(later.toSorted()).toEqual(POSTS.map(short).filter((path) => !had.some((one) => one.path === path)))
    expect(await place.rows(`select count(*)::int as n from capture`)).toEqual([{ n: 8 }])

    mp.asked.length = 0
    expect(await place.json(['run', place.job])).toMatchObject({ outcome: 'finished', new: 0, changed: 0, unchanged: 8 })
    expect(mp.asked).toEqual([])
    await expectNothingTwice(place)
    await expectAuditWhole(place)
  })
})
