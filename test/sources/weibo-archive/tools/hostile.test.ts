// Databases and files that are damaged or made to harm: each ends in a reason in words, and what is sound beside it is read.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import type { OneFile } from '../../../../src/sources/weibo-archive/format.ts'
import { bidAt, fileAt, formatOf, lossesIn, midAt, MIDS, readTool, temporary, UID } from './one-file.ts'

const TABLE = 'CREATE TABLE weibo (id varchar(20) PRIMARY KEY, bid varchar(12), user_id varchar(20), text, created_at, pics, retweet_id)'

function place(name = 'weibodata.db'): string {
  return join(temporary(), name)
}

function database(fill: (database: DatabaseSync) => void): OneFile {
  const path = place()
  const one = new DatabaseSync(path)
  fill(one)
  one.close()
  return fileAt(path)
}

function insert(one: DatabaseSync, mid: string | number | bigint | Buffer, text: string | number | Buffer | null): void {
  one
    .prepare('INSERT INTO weibo (id, bid, user_id, text, created_at) VALUES (?, ?, ?, ?, ?)')
    .run(mid, typeof mid === 'string' ? bidAt(mid) : '', UID, text, '2021-06-17 18:12:00')
}

describe('hostile databases', () => {
  it('reads no view, though it has the name and the columns of the table', async () => {
    const file = database((one) => {
      one.exec(`${TABLE.replace('TABLE weibo', 'TABLE other')}; CREATE VIEW weibo AS SELECT * FROM other`)
      one.exec(`INSERT INTO other (id, bid, user_id, text) VALUES ('${MIDS[0]}', 'x', '${UID}', 'text')`)
    })
    const read = await readTool(file)
    expect(read.statuses).toEqual([])
    expect(lossesIn(read)).toEqual([[null, 'a SQLite database of no known tool (tables: other)']])
  })

  it('reads no virtual table and no computed column', async () => {
    const file = database((one) => {
      one.exec(
        "CREATE VIRTUAL TABLE weibo USING fts5(id, bid, user_id, text, created_at); CREATE TABLE posts (id TEXT, uid TEXT, text TEXT, created_raw TEXT, raw_json TEXT AS (printf('%s', text)))",
      )
    })
    const read = await readTool(file)
    expect(read.statuses).toEqual([])
    expect(lossesIn(read)[0]?.[1]).toMatch(/no known tool/)
  })

  it('runs no trigger and writes nothing', async () => {
    const file = database((one) => {
      one.exec(`${TABLE}; CREATE TABLE log (x); CREATE TRIGGER spy AFTER INSERT ON weibo BEGIN INSERT INTO log VALUES (1); END`)
      insert(one, MIDS[0], '通知')
    })
    const before = readFileSync(file.disk ?? '')
    expect((await readTool(file)).statuses).toHaveLength(1)
    expect(readFileSync(file.disk ?? '').equals(before)).toBe(true)
    expect(readdirSync(dirname(file.disk ?? ''))).toEqual(['weibodata.db'])
  })

  it('leaves a value out that is too large for a post, and says of which', async () => {
    const file = database((one) => {
      one.exec(TABLE)
      insert(one, MIDS[0], '通知')
      one.exec(`INSERT INTO weibo (id, bid, user_id, text) VALUES ('${MIDS[1]}', '${bidAt(MIDS[1])}', '${UID}', zeroblob(20000000))`)
      insert(one, MIDS[2], '通知')
    })
    const read = await readTool(file)
    expect(read.statuses.map((one) => one?.mid)).toEqual([MIDS[0], MIDS[2]])
    expect(lossesIn(read)).toEqual([[MIDS[1], expect.stringContaining('too large')]])
  })

  it('takes values of any type for what they say', async () => {
    const file = database((one) => {
      one.exec(TABLE.replace('id varchar(20) PRIMARY KEY', 'id'))
      insert(one, BigInt(MIDS[0]), Buffer.from('字节里的通知'))
      insert(one, Number(MIDS[1]), 12_345)
      insert(one, MIDS[2], '前\0后')
      insert(one, Buffer.from('no number'), null)
    })
    const { statuses } = await readTool(file)
    expect(statuses.map((one) => one?.mid ?? null)).toEqual([MIDS[0], MIDS[1], MIDS[2], null])
    expect(statuses[0]?.text).toEqual({ plain: '字节里的通知' })
    expect(statuses[2]?.text).toEqual({ plain: '前\0后' })
  })

  it('reads what stands before and behind a damaged page', async () => {
    const file = database((one) => {
      one.exec(`${TABLE.replace(' PRIMARY KEY', '')}; BEGIN`)
      for (let n = 0; n < 400; n += 1) insert(one, midAt('2021-01-01T00:00:00', n), '通知'.repeat(40))
      one.exec('COMMIT')
    })
    const bytes = readFileSync(file.disk ?? '')
    const middle = Math.floor(bytes.length / 4096 / 2) * 4096
    bytes.fill(0xff, middle, middle + 4096)
    writeFileSync(file.disk ?? '', bytes)
    const read = await readTool(fileAt(file.disk ?? ''))
    expect(read.statuses.length).toBeGreaterThan(200)
    expect(read.statuses.length).toBeLessThan(400)
    expect(new Set(read.statuses.map((one) => one?.mid)).size).toBe(read.statuses.length)
    expect(lossesIn(read).at(-1)?.[1]).toMatch(/damaged/)
  })

  it('counts the posts of accounts that nobody named and nobody forwards', async () => {
    const file = database((one) => {
      one.exec(`${TABLE}; CREATE TABLE user (id, nick_name); INSERT INTO user VALUES ('6150000009', '青石文旅')`)
      insert(one, MIDS[0], '通知')
    })
    const read = await readTool(file)
    expect(read.statuses).toEqual([])
    expect(lossesIn(read)).toEqual([[null, expect.stringMatching(/^1 posts of accounts/)]])
  })

  it.each([
    ['locked or nothing but a head', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(5000, 7)])],
    ['cut off in its first page', Buffer.from('SQLite format 3\0\x10\x00')],
  ])('says of a file that it is no readable database (%s)', async (_, bytes) => {
    const path = place()
    writeFileSync(path, bytes)
    const read = await readTool(fileAt(path))
    expect(read.statuses).toEqual([])
    expect(lossesIn(read)[0]?.[1]).toMatch(/SQLite database/)
  })

  it('names the tables of a database that no known tool made', async () => {
    const file = database((one) => one.exec('CREATE TABLE messages (id); CREATE TABLE contacts (id)'))
    expect(lossesIn(await readTool(file))).toEqual([[null, 'a SQLite database of no known tool (tables: contacts, messages)']])
  })

  it('finds forwarded posts quickly also where the table has no index', async () => {
    const count = 3000
    const file = database((one) => {
      one.exec(TABLE.replace(' PRIMARY KEY', ''))
      one.exec('BEGIN')
      const add = one.prepare('INSERT INTO weibo VALUES (?, ?, ?, ?, ?, ?, ?)')
      for (let n = 0; n < count; n += 1) {
        add.run(midAt('2021-01-01T00:00:00', n), '', UID, '转', '2021-01-01 00:00:00', '', midAt('2020-01-01T00:00:00', n))
        add.run(midAt('2020-01-01T00:00:00', n), '', '6150000002', `原文${n}`, '2020-01-01 00:00:00', '', '')
      }
      one.exec('COMMIT')
    })
    const { statuses } = await readTool(file)
    expect(statuses).toHaveLength(count)
    expect(statuses[count - 1]?.quoted).toMatchObject({ text: { plain: `原文${count - 1}` } })
  })

  it('asks a file that was replaced anew, and does not take another post for the one it knew', async () => {
    const file = database((one) => {
      one.exec(TABLE)
      insert(one, MIDS[0], '通知')
    })
    const { format, told } = await readTool(file)
    const [at] = told.flatMap((one) => (one.kind === 'post' ? [one.at] : []))
    rmSync(file.disk ?? '')
    const other = new DatabaseSync(file.disk ?? '')
    other.exec(TABLE)
    insert(other, MIDS[1], '另一条')
    other.close()
    expect(await format.again(file, at ?? '')).toBeNull()
  })

  it('leaves no copy behind', async () => {
    const file = database((one) => {
      one.exec(TABLE)
      insert(one, MIDS[0], '通知')
    })
    const before = copies()
    expect((await readTool({ ...file, disk: null })).statuses).toHaveLength(1)
    expect(copies()).toEqual(before)
  })

  function copies(): readonly string[] {
    return readdirSync(tmpdir()).filter((name) => name.startsWith('guiji-sqlite-'))
  }
})

describe('hostile texts', () => {
  it('stops at broken JSON with the place, and keeps what stands before', async () => {
    const path = place(`${UID}.json`)
    writeFileSync(
      path,
      `{"user":{"id":"${UID}","screen_name":"x"},"weibo":[{"id":${MIDS[0]},"text":"一"},{"id":${MIDS[1]},"text":"二"} oops {"id":${MIDS[2]}}]}`,
    )
    const read = await readTool(fileAt(path))
    expect(read.statuses.map((one) => one?.mid)).toEqual([MIDS[0], MIDS[1]])
    expect(lossesIn(read)).toEqual([[null, expect.stringMatching(/^broken JSON after character \d+/)]])
  })

  it('bears records nested without end', async () => {
    const path = place(`${UID}.json`)
    const deep = `${'{"retweet":'.repeat(20_000)}1${'}'.repeat(20_000)}`
    writeFileSync(path, `{"user":{"id":"${UID}","screen_name":"x"},"weibo":[${deep},{"id":${MIDS[0]},"text":"一"}]}`)
    const read = await readTool(fileAt(path))
    expect(read.statuses.map((one) => one?.mid)).toEqual([MIDS[0]])
    expect(lossesIn(read)).toHaveLength(1)
  })

  it('takes control characters that a careless writer left, and names that are those of objects', async () => {
    const path = place(`${UID}.json`)
    writeFileSync(
      path,
      `{"user":{"id":"${UID}","screen_name":"x"},"weibo":[{"id":${MIDS[0]},"text":"一\u0001\n二","__proto__":{"id":1},"constructor":"x"}]}`,
    )
    const { statuses } = await readTool(fileAt(path))
    expect(statuses[0]?.text).toEqual({ plain: '一\u0001\n二' })
  })

  it('bears a CSV whose quotes never close and a head of a thousand columns', async () => {
    const path = place(`${UID}.csv`)
    const head = ['id', 'bid', '正文', '日期', ...Array.from({ length: 1000 }, (_, n) => `c${n}`)].join(',')
    writeFileSync(path, `\ufeff${head}\r\n${MIDS[0]}\t,x,"防汛`)
    const read = await readTool(fileAt(path))
    expect(read.statuses).toEqual([])
    expect(lossesIn(read)).toEqual([[MIDS[0], 'a row that was never finished']])
  })

  it('takes no file for its own that only looks a little like it', () => {
    const kinds = [
      '{"user":{"id":1,"name":"x"},"items":[]}',
      '{"weibo":"http://example.com"}',
      'id,title\r\n1,x\r\n',
      '{"version":"1"}',
      '<!doctype html><html><body>x</body></html>',
      '[1,2]',
      '',
    ]
    for (const text of kinds) expect(formatOf({ ...fileLike(text), name: 'x.json' }), text).toBeUndefined()
  })

  function fileLike(text: string): OneFile {
    const path = place('x')
    writeFileSync(path, text)
    return fileAt(path)
  }

  it('does not mistake comments for posts', async () => {
    const path = place('青石发布_comments.csv')
    writeFileSync(path, '\ufeffid,weibo_id,created_at,user_screen_name,text,pic_url,like_count\r\n1,2,3,路人甲,评论,,0\r\n')
    const read = await readTool(fileAt(path))
    expect(read.format.name).toBe('tool-side-file')
    expect(JSON.stringify(read)).not.toContain('路人甲')
    expect(existsSync(path)).toBe(true)
  })
})
