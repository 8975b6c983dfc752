// What archives hold in real life, and what an attacker would put in: each leaves everything else going on, and is named.
import {
  createWriteStream,
  mkdirSync,
  openSync,
  closeSync,
  ftruncateSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { finished } from 'node:stream/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import { makeArchive } from '../../bench/made-archive.ts'
import { DEMO_ARCHIVE, openPlace, type Json, type Place } from '../kits/guiji.ts'
import { expectAllCounted, expectAuditWhole, expectNothingTwice } from '../kits/proof.ts'
import { oracle } from './oracle.ts'

let place: Place
afterEach(() => place.end())

/** A zip of a folder, and more entries with names as given. */
async function zipTo(file: string, folder: string, more: readonly { name: string; bytes: Buffer }[] = []): Promise<void> {
  const zip = new ZipFile()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile()) zip.addFile(path, relative(folder, path))
  }
  for (const { name, bytes } of more) zip.addBuffer(bytes, name)
  zip.end()
  await finished(zip.outputStream.pipe(createWriteStream(file)))
}

/** A page of the platform around any body. */
function page(mid: number, body: string, head = '<meta charset="utf-8">'): string {
  return `<!DOCTYPE html><html><head>${head}<meta property="og:title" content="关于第${mid}号健康提示的通知">
<meta property="og:url" content="http://mp.weixin.qq.com/s?__biz=OTkwMDAwMDA4OA==&amp;mid=${mid}&amp;idx=1&amp;sn=${'0'.repeat(32)}">
<script>var biz = "OTkwMDAwMDA4OA=="; var mid = "${mid}"; var idx = "1"; var ct = "1700000000";</script></head>
<body id="activity-detail"><div id="js_article"><h1 id="activity-name">关于第${mid}号健康提示的通知</h1><div id="js_content">${body}</div></div></body></html>`
}

describe('an archive in a zip', () => {
  it('gives the same posts in the same states as the folder', async () => {
    place = await openPlace({ source: 'archive.zip' })
    await zipTo(join(place.folder, 'archive.zip'), DEMO_ARCHIVE)
    const result = await place.json(['run', place.job])
    expect(result).toMatchObject({ outcome: 'finished', new: oracle.total, leftovers: oracle.leftovers.length })
    const found = new Map((await place.rows('select source_key, state from item')).map((row) => [row['source_key'], row['state']]))
    expect(
      oracle.posts.filter((post) => found.get(post.key) !== post.state).map((post) => `${post.id} is ${String(found.get(post.key))}`),
    ).toEqual([])
  })

  it.each(['a path that leads outside', 'a bomb'])(
    'is refused as a whole for %s, by name, and the job runs once it is mended',
    async (what) => {
      place = await openPlace({ source: 'archive.zip' })
      const file = join(place.folder, 'archive.zip')
      mkdirSync(join(place.folder, 'good'))
      await makeArchive(join(place.folder, 'good'), 3)
      await zipTo(file, join(place.folder, 'good'), [
        { name: 'aa/escaped.html', bytes: Buffer.alloc(what === 'a bomb' ? 64 * 1024 * 1024 : 10, 'x') },
      ])
      if (what !== 'a bomb')
        writeFileSync(file, Buffer.from(readFileSync(file).toString('latin1').replaceAll('aa/escaped.html', '../escaped.html'), 'latin1'))
      const refused = await place.run('run', place.job, '--json')
      expect(refused.code).toBe(1)
      expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'zip-unsafe' } })
      expect(readdirSync(place.folder)).not.toContain('escaped.html')
      await zipTo(file, join(place.folder, 'good'))
      expect(await place.json(['run', place.job])).toMatchObject({ outcome: 'finished', discovered: 3, verified: 3 })
    },
  )
})

const NEST = 50_000

describe('an archive with hostile and broken files', () => {
  it('names each of them, publishes nothing of theirs that could harm, and finishes all the others', async () => {
    place = await openPlace({ source: 'archive' })
    const archive = join(place.folder, 'archive')
    mkdirSync(archive)
    await makeArchive(archive, 10)
    const write = (name: string, bytes: string | Uint8Array) => writeFileSync(join(archive, name), bytes)
    write(
      'hostile.html',
      page(
        1001,
        '<p onclick="alert(1)">正文甲</p><script>alert(2)</script><iframe src="javascript:alert(3)"></iframe><svg onload=alert(4)><a xlink:href="javascript:alert(5)">点</a></svg><img src=x onerror=alert(6)><a href="javascript:alert(7)">乙</a><form action="http://evil.example/"><input name=a></form><style>@import "http://evil.example/x.css"</style>',
      ),
    )
    write('deep.html', page(1002, `${'<div>'.repeat(NEST)}<p>很深的正文</p>${'</div>'.repeat(NEST)}`))
    write('zero.html', '')
    write('truncated.html', page(1003, '<p>这一段之后文件就断了,').slice(0, -40))
    write(
      'gbk.html',
      Buffer.concat([
        Buffer.from(page(1004, '@', '<meta charset="utf-8">').split('@')[0] ?? ''),
        Buffer.from([0xc7, 0xe0, 0xca, 0xaf, 0xd2, 0xe2, 0xbc, 0xfb]),
        Buffer.from('</div></div></body></html>'),
      ]),
    )
    write('again.html', readFileSync(join(archive, 'post-1/index.html')))
    sparse(join(archive, 'huge.html'), page(1005, '<p>很大'))
    const result = await place.json(['run', place.job])
    expect(result).toMatchObject({ outcome: 'finished' })
    expectAllCounted(result, Number(result['discovered']))
    expect(Number(result['verified'])).toBeGreaterThanOrEqual(10)
    const { items } = (await place.json(['items', 'demo', '--limit', '500'])) as { items: Json[] }
    const of = (text: string) => items.find((item) => String(item['key']).includes(text))
    for (let n = 1; n <= 10; n++) expect(of(`:${2_650_000_000 + n}:`)?.['state'], `post ${n}`).toBe('verified')
    expect(of('zero.html')).toMatchObject({ state: 'held', failure: 'file-empty' })
    expect(of('huge.html')).toMatchObject({ state: 'held', failure: 'file-too-large' })
    const findings = await place.rows(
      "select distinct i.source_key, f.code from finding f join item i on i.id = f.item where f.level = 'hold'",
    )
    const held = (text: string) => findings.filter((row) => String(row['source_key']).includes(text)).map((row) => row['code'])
    expect(held(':1003:')).toContain('file-truncated')
    expect(of(':1003:')?.['state']).toBe('normalized')
    expect(of(':1002:')?.['state'], 'a page too deep to read whole waits for a person').not.toBe('verified')
    // nothing unreadable is published in silence
    for (const mid of [1002, 1003, 1004]) expect([...held(`:${mid}:`), of(`:${mid}:`)?.['failure'] ?? []].flat(), `${mid}`).not.toEqual([])

    if (of(':1001:')?.['state'] === 'normalized') await place.json(['approve', String(of(':1001:')?.['item']), '--by', '周砚'])
    await place.json(['run', place.job])
    const [hostile] = await place.rows(
      "select i.state, p.url from item i join publication p on p.item = i.id where i.source_key like '%:1001:%'",
    )
    const html = readFileSync(join(place.site, String(hostile?.['url'])), 'utf8')
    expect(hostile?.['state']).toBe('verified')
    expect(html).toContain('正文甲')
    expect(html).not.toMatch(/alert\(|javascript:|onclick|onerror|onload=|<iframe|<form action="http|evil\.example\/x\.css/)
    await expectNothingTwice(place)
    await expectAuditWhole(place)
  })

  it('halts once at a captcha page, and after resume finishes the rest with that page in front of a person', async () => {
    place = await openPlace({ source: 'archive', edit: (text) => text.replace('policy: findings', 'policy: none') })
    const archive = join(place.folder, 'archive')
    mkdirSync(archive)
    await makeArchive(archive, 10)
    writeFileSync(
      join(archive, 'captcha.html'),
      '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><div class="weui-msg"><h2 class="weui-msg__title">环境异常</h2><p class="weui-msg__desc">当前环境异常,完成验证后即可继续访问。</p><a>去验证</a></div></body></html>',
    )
    const halted = await place.json(['run', place.job], 3)
    expect(halted).toMatchObject({ outcome: 'halted', because: 'page-blocked', discovered: 11 })
    expectAllCounted(halted, 11)
    await place.json(['resume', 'demo', '--by', '陈映'])
    const rest = await place.json(['run', place.job])
    expect(rest).toMatchObject({ outcome: 'finished', verified: 10, waiting: { held: 1 }, failed: { 'page-blocked': 1 } })
    expect(await place.rows("select count(*)::int as n from audit_event where kind = 'job.paused'")).toEqual([{ n: 1 }])
  })
})

/** 200 MB on paper, a few KB on the disk. */
function sparse(file: string, head: string): void {
  const opened = openSync(file, 'w')
  writeSync(opened, head)
  ftruncateSync(opened, 200 * 1024 * 1024)
  closeSync(opened)
  expect(statSync(file).size).toBe(200 * 1024 * 1024)
}
