// Backup tools' files through the whole source: joined with saved answers and with each other, in folders and zips, each post once.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createWriteStream } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pipeline } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import type { Page } from '../../../../src/domain/page.ts'
import { weiboArchive } from '../../../../src/sources/weibo-archive/index.ts'
import type { PostRef } from '../../../../src/sources/weibo-archive/discover.ts'
import { discoverAll, fetchAll, filesBelow, materialOf, offlineKit, sourceKit } from '../../../kits/source-kit.ts'
import { bidAt, FIXTURES, FORWARDED, MIDS, temporary, UID } from './one-file.ts'

for (const name of ['crawler', 'spider', 'stablog', 'archiver', 'tweets', 'museum', 'octoman', 'motutu']) {
  const path = join(FIXTURES, `tools-${name}`)
  sourceKit({
    name: `tools-${name}`,
    kind: weiboArchive,
    options: { path },
    kit: offlineKit('/'),
    files: () => filesBelow(path),
    filesOf: (ref) => (ref as unknown as PostRef).at.map(([file]) => file),
  })
}

interface Taken {
  readonly pages: ReadonlyMap<string, Page>
  readonly files: ReadonlyMap<string, readonly string[]>
  readonly leftovers: readonly { readonly name: string; readonly why: string }[]
}

async function take(path: string): Promise<Taken> {
  const source = await weiboArchive.open({ path }, offlineKit('/'))
  const pages = new Map<string, Page>()
  const files = new Map<string, readonly string[]>()
  for (const post of await discoverAll(source)) {
    const { parts, failure } = await fetchAll(source, post)
    expect(failure, post.key).toBeNull()
    pages.set(post.key, source.parse(materialOf(post, parts)))
    files.set(
      post.key,
      (post.ref as unknown as PostRef).at.map(([file]) => file),
    )
  }
  const leftovers = source.leftovers()
  await source.close()
  return { pages, files, leftovers }
}

function folder(): string {
  return temporary()
}

function put(path: string, bytes: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}

const keyOf = (mid: string): string => `weibo:${UID}:${mid}`

describe('tools joined', () => {
  it('makes one post of a CSV, a saved answer and the whole text, and takes the best of each', async () => {
    const here = folder()
    put(join(here, `${UID}.csv`), readFileSync(join(FIXTURES, 'tools-crawler/青石发布', `${UID}.csv`)))
    const long = `县政务大厅周六照常开放${'。办事请带身份证'.repeat(30)}`
    const mblog = {
      id: MIDS[1],
      mid: MIDS[1],
      bid: bidAt(MIDS[1]),
      created_at: 'Sat Mar 05 09:30:10 +0800 2022',
      text: `${long.slice(0, 130)}...<a href="/status/${MIDS[1]}">全文</a>`,
      isLongText: true,
      user: { id: Number(UID), screen_name: '青石发布' },
      visible: { type: 0 },
    }
    put(join(here, 'answers/list.json'), JSON.stringify({ ok: 1, data: { cardlistInfo: { total: 4 }, cards: [{ card_type: 9, mblog }] } }))
    put(join(here, `answers/extend_${MIDS[1]}.json`), JSON.stringify({ ok: 1, data: { ok: 1, longTextContent: long } }))
    const { pages, files } = await take(here)
    expect([...pages.keys()].toSorted()).toEqual(MIDS.map(keyOf))
    expect(files.get(keyOf(MIDS[1]))).toHaveLength(3)
    const page = pages.get(keyOf(MIDS[1]))
    expect(page?.remarks.map(({ code }) => code)).not.toContain('text-cut')
    expect(page?.body).toMatchObject({ html: expect.stringContaining(long) })
    expect(page?.account).toBe('青石发布')
  })

  it('makes one post of what repeated runs appended, with the highest counts', async () => {
    const here = folder()
    const row = (likes: number): string => `${MIDS[0]}\t,${bidAt(MIDS[0])},通知,2021-06-17,${likes}\r\n`
    put(join(here, `${UID}.csv`), `\ufeffid,bid,正文,日期,点赞数\r\n${row(3)}${row(3)}${row(8)}`)
    const { pages, files } = await take(here)
    expect([...pages.keys()]).toEqual([keyOf(MIDS[0])])
    expect(pages.get(keyOf(MIDS[0]))?.facts).toMatchObject({ likes: 8 })
    expect(files.get(keyOf(MIDS[0]))).toHaveLength(2)
  })

  it('makes one post of the files of five tools', async () => {
    const here = folder()
    for (const [from, to] of [
      [`tools-crawler/青石发布/${UID}.json`, `crawler/${UID}.json`],
      [`tools-spider/青石发布/${UID}.csv`, `spider/${UID}.csv`],
      ['tools-stablog/稳部落导出.json', 'stablog.json'],
      ['tools-archiver/weibo-data-青石发布.json', 'weibo-data.json'],
      ['tools-octoman/青石发布_01_finish.html', 'octoman.html'],
    ] as const)
      put(join(here, to), readFileSync(join(FIXTURES, from)))
    const { pages, files } = await take(here)
    expect([...pages.keys()].toSorted()).toEqual(MIDS.map(keyOf))
    expect(files.get(keyOf(MIDS[0]))).toHaveLength(5)
    expect(pages.get(keyOf(MIDS[1]))).toMatchObject({ kind: 'article', title: '青石县2022年政务公开要点' })
  })

  it('reads a database in a zip, pictures beside it, and leaves nothing of it behind', async () => {
    const here = folder()
    const made = new DatabaseSync(join(here, 'weibodata.db'))
    made.exec(
      'CREATE TABLE user (id, nick_name); CREATE TABLE weibo (id varchar(20) PRIMARY KEY, bid, user_id, text, pics, created_at, retweet_id)',
    )
    made.prepare('INSERT INTO user VALUES (?, ?)').run(UID, '青石发布')
    made
      .prepare('INSERT INTO weibo VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(
        MIDS[0],
        bidAt(MIDS[0]),
        UID,
        '通知',
        'https://wx1.sinaimg.cn/large/x1.jpg,https://wx1.sinaimg.cn/large/x2.jpg',
        '2021-06-17 18:12:00',
        '',
      )
    made.close()
    const zip = new ZipFile()
    zip.addBuffer(readFileSync(join(here, 'weibodata.db')), '备份/weibodata.db')
    for (const n of [1, 2])
      zip.addBuffer(
        readFileSync(join(FIXTURES, `tools-crawler/青石发布/img/原创微博图片/20210617T_${MIDS[0]}_${n}.jpg`)),
        `备份/img/20210617_${MIDS[0]}_${n}.jpg`,
      )
    zip.end()
    await pipeline(zip.outputStream, createWriteStream(join(here, 'archive.zip')))
    const source = await weiboArchive.open({ path: join(here, 'archive.zip') }, offlineKit('/'))
    const [post] = await discoverAll(source)
    const { parts } = await fetchAll(
      source,
      post ?? {
        key: '',
        aliases: [],
        ref: null,
        version: '',
        title: null,
        url: null,
        listed: { value: null, precision: 'unknown', provenance: 'none', raw: null },
      },
    )
    expect(post?.key).toBe(keyOf(MIDS[0]))
    expect(parts.filter(({ role }) => role === 'media').map(({ bytes }) => bytes?.length)).toEqual([160, 161])
    expect(source.leftovers()).toEqual([])
    await source.close()
  })

  it('takes pictures out of the database where they lie nowhere else, but none of comments and of forwarded posts', async () => {
    const here = folder()
    const made = new DatabaseSync(join(here, 'weibodata.db'))
    made.exec(`CREATE TABLE user (id, nick_name); CREATE TABLE weibo (id varchar(20) PRIMARY KEY, bid, user_id, text, pics, created_at, retweet_id);
      CREATE TABLE bins (id integer PRIMARY KEY AUTOINCREMENT, ext varchar(10), data blob, weibo_id varchar(20), comment_id varchar(20), path text, url text)`)
    made.prepare('INSERT INTO user VALUES (?, ?)').run(UID, '青石发布')
    const pics = ['https://wx1.sinaimg.cn/large/x1.jpg', 'https://wx1.sinaimg.cn/large/x2.jpg']
    made
      .prepare('INSERT INTO weibo VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(MIDS[0], bidAt(MIDS[0]), UID, '通知', pics.join(','), '2021-06-17 18:12:00', '')
    const add = made.prepare("INSERT INTO bins (ext, data, weibo_id, comment_id, path) VALUES ('.jpg', ?, ?, ?, ?)")
    const picture = (n: number): Buffer =>
      readFileSync(join(FIXTURES, `tools-crawler/青石发布/img/原创微博图片/20210617T_${MIDS[0]}_${n}.jpg`))
    for (const n of [1, 2]) add.run(picture(n), MIDS[0], null, `D:\\weibo\\青石发布\\img\\原创微博图片\\20210617T_${MIDS[0]}_${n}.jpg`)
    add.run(Buffer.from('路人'), MIDS[0], '77', `D:\\weibo\\comments\\20210617T_${MIDS[0]}_3.jpg`)
    add.run(Buffer.from('别人'), FORWARDED, null, `D:\\weibo\\20231102T_${FORWARDED}.jpg`)
    made.close()
    const sizes = async (): Promise<readonly (number | undefined)[]> => {
      const source = await weiboArchive.open({ path: here }, offlineKit('/'))
      const found: (number | undefined)[] = []
      for (const post of await discoverAll(source))
        for (const { role, bytes } of (await fetchAll(source, post)).parts) if (role === 'media') found.push(bytes?.length)
      expect(source.leftovers()).toEqual([
        { name: 'weibodata.db#1', why: '2 pictures and films in its table bins are of forwarded posts or of comments' },
      ])
      await source.close()
      return found
    }
    expect(await sizes()).toEqual([160, 161])
    put(join(here, `img/20210617T_${MIDS[0]}_2.jpg`), Buffer.concat([picture(2), picture(2)]))
    expect(await sizes()).toEqual([160, 322])
  })

  it('makes of what stablog could not get a post that only has its name, until a person writes it off', async () => {
    const here = folder()
    const made = new DatabaseSync(join(here, 'mblog.sqlite'))
    made.exec(`CREATE TABLE total_mblog (id varchar(30) PRIMARY KEY, author_uid, raw_json text);
      CREATE TABLE fetch_error_record (id INTEGER PRIMARY KEY, author_uid, resource_type, long_text_weibo_id, article_url, lastest_page_mid, lastest_page_offset, mblog_json text)`)
    const raw = {
      id: MIDS[0],
      mid: MIDS[0],
      bid: bidAt(MIDS[0]),
      created_at: 'Thu Jun 17 18:12:00 +0800 2021',
      text: '通知',
      user: { id: Number(UID), screen_name: '青石发布' },
    }
    made.prepare('INSERT INTO total_mblog VALUES (?, ?, ?)').run(MIDS[0], UID, JSON.stringify(raw))
    const lose = made.prepare('INSERT INTO fetch_error_record VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)')
    lose.run(UID, 'long_text_weibo', bidAt(MIDS[3]), '', '', 0, '{}')
    lose.run(UID, 'weibo_page', '', '', MIDS[0], 1, '{}')
    made.close()
    const { pages } = await take(here)
    expect([...pages].map(([key, { state }]) => [key, state])).toEqual([
      [keyOf(MIDS[0]), 'ok'],
      [keyOf(MIDS[3]), 'absent'],
      [keyOf(`list-behind-${MIDS[0]}`), 'absent'],
    ])
    expect(pages.get(keyOf(`list-behind-${MIDS[0]}`))?.published.value).toBeNull()
  })

  it('says by name what is wrong with files that no tool made', async () => {
    const here = folder()
    const made = new DatabaseSync(join(here, 'other.db'))
    made.exec('CREATE TABLE notes (id)')
    made.close()
    put(join(here, 'broken.db'), Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(4096, 1)]))
    put(join(here, 'table.csv'), 'a,b\r\n1,2\r\n')
    put(join(here, 'data.json'), '{"a":1}')
    const { pages, leftovers } = await take(here)
    expect(pages.size).toBe(0)
    expect(Object.fromEntries(leftovers.map(({ name, why }) => [name, why]))).toMatchObject({
      'other.db': expect.stringContaining('tables: notes'),
      'broken.db': expect.stringContaining('cannot be read'),
      'table.csv': expect.any(String),
      'data.json': expect.any(String),
    })
  })
})
