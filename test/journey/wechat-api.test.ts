// A whole account through the platform's own interface, from a server that acts as it: some hundreds of articles, fewer calls a day than it
// takes, halted and gone on with the next day, menus and replies in the inventory, and neither secret nor token anywhere.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { ROOT } from '../kits/command-line.ts'
import { onBothBackends, openPlace, type Place } from '../kits/guiji.ts'
import { expectAllCounted, expectAuditWhole, expectNothingTwice } from '../kits/proof.ts'
import { picture, wechatServer } from '../kits/wechat-server.ts'
import type { Article, Message, WechatServer } from '../kits/wechat-server.ts'

const LIST = '/cgi-bin/freepublish/batchget'
const BIZ = 'MzA5OTAwMDAwMQ=='
const MESSAGES = 90

const WORDS =
  '接种,门诊,医院,社区,老人,儿童,孕妇,血压,血糖,体检,签约,医生,护士,药房,疫苗,流感,登革热,饮水,食品,消毒,口罩,洗手,通风,锻炼,睡眠,心理,热线,急救,献血,义诊,培训,督导'.split(
    ',',
  )

/** Words without sense, another row of them for every post: posts that read alike wait for a person. */
function wordsOf(name: string): string {
  const bytes = [1, 2, 3].flatMap((n) => [...createHash('sha256').update(`${name} ${n}`).digest()])
  return bytes.map((byte) => WORDS[byte % WORDS.length]).join('')
}

/** Two or three articles a message; every seventh shows a picture, each with a date of its own. */
function madeMessage(n: number, url: string): Message {
  const mid = 2_247_480_000 + n
  const articles = Array.from({ length: 2 + (n % 2) }, (_, i): Article => {
    const shows = (n * 3 + i) % 7 === 0 ? `<p><img data-src="${url}/pic/${n}-${i}.png" src="data:image/gif;base64,AA=="/></p>` : ''
    return {
      title: `青石县卫生健康局第 ${n}-${i + 1} 号健康提示`,
      author: '青石卫健',
      content: `<section><p>第 ${n} 批第 ${i + 1} 条:${wordsOf(`${n} ${i}`)}。</p>${shows}<p>青石县卫生健康局</p></section>`,
      url: `http://mp.weixin.qq.com/s?__biz=${BIZ}&mid=${mid}&idx=${i + 1}&sn=0123456789abcdef0123456789abcdef#rd`,
    }
  })
  return { id: `published-${n}-0123456789abcdef`, create_time: 1_650_000_000 + n * 7200, articles }
}

function fill({ account, url }: WechatServer): readonly string[] {
  account.published = Array.from({ length: MESSAGES }, (_, n) => madeMessage(n, url)).toReversed()
  account.temporary = new Map([['map', picture('map')]])
  account.selfmenu = {
    is_menu_open: 1,
    selfmenu_info: {
      button: [
        { name: '预约', type: 'view', url: 'https://yy.qingshi.example/' },
        { name: '地图', type: 'img', value: 'map' },
      ],
    },
  }
  account.autoreply = { is_add_friend_reply_open: 1, is_autoreply_open: 0, add_friend_autoreply_info: { type: 'text', content: '您好!' } }
  account.statistics = new Map([])
  return account.published.flatMap(({ articles, id }) =>
    articles.map((_, i) => `wechat:${BIZ}:${2_247_480_000 + Number(id.split('-')[1])}:${i + 1}`),
  )
}

function jobFor(server: WechatServer): string {
  return readFileSync(join(ROOT, 'jobs/wechat-api.yaml'), 'utf8')
    .replaceAll(/: \.\.\//g, `: ${ROOT}/`)
    .replace('kind: wechat-api\n', `kind: wechat-api\n  api: ${server.url}\n`)
    .replace(/hosts: \[.*\]/, `hosts: ['${server.host}']`)
    .replace('requestsPerSecond: 2', 'requestsPerSecond: 50')
}

/** Every file of the place, and everything a run has said. */
function allBytes(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')
}

it('is checked without asking for a single post, and the check explains what is missing', async () => {
  const server = await wechatServer()
  fill(server)
  const place = await openPlace({ edit: () => jobFor(server), settings: { GUIJI_PRIVATE_HOSTS: server.host } })
  try {
    const without = await place.run('check', place.job)
    expect([without.code, without.stdout]).toEqual([4, expect.stringContaining('GUIJI_SECRET_WECHAT')])
    expect(server.calls).toEqual([])
    const found = await place.startWith({ GUIJI_SECRET_WECHAT: server.account.secret }, 'check', place.job).ended
    expect([found.code, found.stdout]).toEqual([0, expect.stringMatching(/lists 90 published messages; 99 of 100 calls.*never listed/s)])
    expect(server.count(LIST)).toBe(1)
  } finally {
    await place.end()
    await server.close()
  }
})

onBothBackends((backend) => {
  let place: Place
  let server: WechatServer
  afterEach(async () => {
    await place.end()
    await server.close()
  })

  it('takes a whole account through two days of calls, to the same set, with its functions in the inventory', async () => {
    server = await wechatServer()
    const truth = fill(server)
    server.limits.set(LIST, 3)
    const settings = { GUIJI_SECRET_WECHAT: server.account.secret, GUIJI_PRIVATE_HOSTS: server.host }
    place = await backend.open({ edit: () => jobFor(server), settings })

    const first = await place.run('run', place.job, '--json')
    expect([first.code, first.stdout + first.stderr]).toEqual([1, expect.stringContaining('api-quota')])
    expect([server.used.get(LIST), server.over()]).toEqual([3, 0])
    const [half] = await place.rows('select count(*)::int as n from item')
    expect(Number(half?.['n'])).toBeGreaterThan(100)
    // on the same day nothing more is asked
    const again = await place.run('run', place.job, '--json')
    expect([again.code, server.count(LIST), server.over()]).toEqual([1, 3, 0])

    server.nextDay()
    const second = await place.json(['run', place.job])
    // three calls for the posts of sixty messages on the first day, two for the rest on the second
    expect([server.count(LIST), server.over()]).toEqual([5, 0])
    expect(server.count('/cgi-bin/freepublish/getarticle')).toBe(0)
    expect(second).toMatchObject({ outcome: 'finished', verified: truth.length, unseen: 0, leftovers: 0 })
    // the files of menus and replies are an item that waits for a person
    expectAllCounted(second, truth.length + 1)
    expect(second['failed']).toEqual({ 'page-private': 1 })
    const keys = (await place.rows('select source_key from item order by id')).map((row) => String(row['source_key']))
    expect(keys.toSorted()).toEqual([...truth, 'wechat:service:wx00c0ffee00c0ffee'].toSorted())
    const functions = (await place.json(['functions', 'wechat-api']))['functions'] as { name: string }[]
    expect(functions.map(({ name }) => name).toSorted()).toEqual(['预约', '地图', '被关注回复'].toSorted())
    await expectNothingTwice(place)

    server.nextDay()
    server.limits.set(LIST, 100)
    const third = await place.json(['run', place.job])
    expect(third).toMatchObject({ outcome: 'finished', new: 0, changed: 0, unchanged: truth.length + 1, unseen: 0 })
    await expectAuditWhole(place)

    const database = await place.rows(
      'select row_to_json(m)::text as text from web_memory m union all select row_to_json(i)::text from item i',
    )
    const said = [first, again].map(({ stdout, stderr }) => stdout + stderr)
    expect([allBytes(place.data), ...database.map((row) => String(row['text'])), ...said].join('\n')).not.toMatch(
      /canary-(?:token|appsecret)/,
    )
  })
})
