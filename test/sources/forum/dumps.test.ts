// Dumps are read as a stream: the same rows however the bytes come in pieces, nothing run, memory flat whatever the length of a line.
import { execFileSync } from 'node:child_process'
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dumpCharset } from '../../../src/sources/forum/dump-charset.ts'
import { forum } from '../../../src/sources/forum/index.ts'
import { readRow } from '../../../src/sources/forum/sql-row.ts'
import { scanSql } from '../../../src/sources/forum/sql-scan.ts'
import type { RowSeen } from '../../../src/sources/forum/sql-scan.ts'
import { discoverAll, fetchAll, offlineKit } from '../../kits/source-kit.ts'
import { FIXTURES, optionsOf, readAll } from './archives.ts'

const SITE = 'http://bbs.qingshi.gov.cn/'
const SQL = `-- a comment; with 'quotes
/*!40101 SET NAMES utf8 */; /* INSERT INTO t VALUES (0,'no'); */
# another; "one
DROP TABLE IF EXISTS \`t\`;
CREATE TABLE \`t\` (\n  \`id\` int(10) unsigned NOT NULL default '0',\n  \`w\` enum('a,b','c)') default 'a,b',\n  \`text\` varchar(20) COMMENT 'it''s; (',\n  PRIMARY KEY (\`id\`),\n  KEY \`k\` (\`id\`,\`w\`)\n) ENGINE=MyISAM;
LOCK TABLES \`t\` WRITE;
INSERT INTO other VALUES (9,'x;INSERT INTO t VALUES (8,1,2)');
INSERT INTO \`t\` VALUES (1,'a,b','it\\'s; (a) \\\\'),(2 , NULL,'don''t\\n;'),\n  (3,"dou\\"ble",0x6869);
insert ignore into \`db\`.\`t\` (id, \`text\`) values (4,_binary 'x\\0y') ON DUPLICATE KEY UPDATE text='(5,6)';
REPLACE INTO t VALUES(6,-1.5e3,'last');
INSERT INTO t VALUES (7,'too few');
UPDATE t SET text='(10,11,12)';
`

interface Read {
  readonly rows: readonly (readonly [id: string, text: string | null])[]
  readonly unread: readonly string[]
}

function scanAll(bytes: Buffer, piece: number, wide = false): Read {
  const rows: (readonly [string, string | null])[] = []
  const unread: string[] = []
  const seen = (row: RowSeen): void => {
    const whole = readRow(bytes.subarray(row.offset, row.offset + row.length), {
      places: new Map(row.columns.map((name, n) => [name, n])),
      wide,
    })
    expect(whole, 'the place of the row').not.toBeNull()
    const text = row.values.get('text')
    expect(whole?.get('text')?.toString('latin1') ?? null).toBe(text?.toString('latin1') ?? null)
    rows.push([row.values.get('id')?.toString() ?? '', text?.toString() ?? null])
  }
  const { write } = scanSql({
    wide,
    tables: new Map(),
    wants: (table) => (table === 't' ? new Set(['id', 'text']) : null),
    row: seen,
    unread: (table, why) => void unread.push(`${table} ${why}`),
  })
  for (let at = 0; at < bytes.length; at += piece) write(bytes.subarray(at, at + piece))
  return { rows, unread }
}

describe('the reader of dumps', () => {
  it('finds every row of the wanted table and nothing else, in pieces of any size', () => {
    const expected = [
      ['1', "it's; (a) \\"],
      ['2', "don't\n;"],
      ['3', 'hi'],
      ['4', 'x\0y'],
      ['6', 'last'],
    ]
    for (const piece of [1, 2, 3, 7, 64, 4096, 1 << 20])
      expect(scanAll(Buffer.from(SQL), piece)).toEqual({ rows: expected, unread: ['t uneven'] })
  })
  it('takes no backslash for an escape that is half a character, and none for a character that is an escape', () => {
    const wide = Buffer.concat([
      Buffer.from("CREATE TABLE t (id int, text text);\nINSERT INTO skipped VALUES ('"),
      Buffer.from([0xdf, 0x5c]),
      Buffer.from("');\nINSERT INTO t VALUES (1,'"),
      Buffer.from([0xdf, 0x5c]),
      Buffer.from("'),(2,'b\\'c');\n"),
    ])
    for (const piece of [1, 5, 4096]) expect(scanAll(wide, piece, true).rows.map(([id]) => id)).toEqual(['1', '2'])
    expect(dumpCharset(wide)).toMatchObject({ wide: true })
    const doubled = Buffer.concat([
      Buffer.from("INSERT INTO t VALUES (1,'"),
      Buffer.from([0xdf, 0x5c, 0x5c, 0xb9, 0xab, 0xb8, 0xe6]),
      Buffer.from("');"),
    ])
    expect(dumpCharset(doubled)).toMatchObject({ wide: false })
    expect(dumpCharset(Buffer.from("INSERT INTO t VALUES (1,'公告\\'');"))).toEqual({ encoding: 'utf-8', wide: false })
  })
  it('survives cut and garbled dumps', () => {
    for (let cut = 0; cut < SQL.length; cut += 13) expect(() => scanAll(Buffer.from(SQL.slice(0, cut)), 64)).not.toThrow()
    const bytes = Buffer.from(SQL)
    for (let seed = 1; seed < 200; seed += 1) {
      const broken = Buffer.from(bytes)
      for (let n = 0; n < 20; n += 1) broken[(seed * 7919 + n * 104_729) % broken.length] = (seed * 31 + n * 17) % 256
      const { write } = scanSql({
        wide: seed % 2 === 0,
        tables: new Map(),
        wants: () => new Set(['id']),
        row: () => undefined,
        unread: () => undefined,
      })
      expect(() => write(broken)).not.toThrow()
    }
  })
  it('reads a line of 200 MB in flat memory', () => {
    const { write } = scanSql({
      wide: false,
      tables: new Map([['t', ['id', 'text']]]),
      wants: () => new Set(['id']),
      row: () => (rows += 1),
      unread: () => undefined,
    })
    let rows = 0
    write(Buffer.from("INSERT INTO t VALUES (0,'start')"))
    const long = Buffer.from(`,(1,'${'正文\\n内容 '.repeat(20_000)}')`)
    const before = process.memoryUsage()
    let bytes = 0
    for (; bytes < 200 * 1024 * 1024; bytes += long.length) write(long)
    const after = process.memoryUsage()
    write(Buffer.from(';'))
    expect(rows).toBe(1 + Math.ceil((200 * 1024 * 1024) / long.length))
    expect(after.rss - before.rss).toBeLessThan(60 * 1024 * 1024)
  }, 60_000)
})

describe('a forum in a dump', () => {
  let base: string
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'guiji-forum-'))
    mkdirSync(join(base, 'archive'))
  })
  afterEach(() => rmSync(base, { recursive: true, force: true }))

  it('gives the same threads from a packed dump and from a zip as from the plain file', async () => {
    const plain = join(FIXTURES, 'dump-gbk-wide/archive/bbs.sql')
    const options = { path: 'archive', site: SITE }
    copyFileSync(plain, join(base, 'archive/bbs.sql'))
    const from = async (given: object): Promise<unknown> =>
      [...(await readAll(base, given)).values()].map(({ post, page }) => [post.key, post.version, page.title, page.body])
    const expected = await from(options)
    execFileSync('python3', [
      '-c',
      `import zipfile,sys; zipfile.ZipFile(sys.argv[1],'w',zipfile.ZIP_DEFLATED).write(sys.argv[2],'bbs.sql')`,
      join(base, 'a.zip'),
      plain,
    ])
    expect(await from({ ...options, path: 'a.zip' })).toEqual(expected)
    rmSync(join(base, 'archive/bbs.sql'))
    writeFileSync(join(base, 'archive/bbs.sql.gz'), gzipSync(readFileSync(plain)))
    expect(await from(options)).toEqual(expected)
  })
  it('finds out the charset though megabytes of numbers stand before the first Chinese word', async () => {
    const plain = readFileSync(join(FIXTURES, 'dump-gbk-wide/archive/bbs.sql'))
    const numbers = Buffer.from(`INSERT INTO pw_log VALUES (0)${',(1234567)'.repeat(700_000)};\n`)
    writeFileSync(join(base, 'archive/bbs.sql'), Buffer.concat([numbers, plain]))
    const titles = async (folder: string): Promise<unknown> =>
      [...(await readAll(folder, { path: 'archive', site: SITE })).values()].map(({ page }) => [page.title, page.author, page.topics])
    expect(await titles(base)).toEqual(await titles(join(FIXTURES, 'dump-gbk-wide')))
  })
  it('says source-changed when the dump is another than the one that was listed', async () => {
    const file = join(base, 'archive/bbs.sql')
    copyFileSync(join(FIXTURES, 'dump-gbk-wide/archive/bbs.sql'), file)
    const source = await forum.open(optionsOf({ path: 'archive', site: SITE }), offlineKit(base))
    const post = (await discoverAll(source))[0] ?? expect.fail()
    await source.close()
    writeFileSync(file, Buffer.concat([Buffer.from('-- one line more\n'), readFileSync(file)]))
    expect((await fetchAll(source, post)).failure?.code).toBe('source-changed')
    await source.close()
  })
  it('changes the version of a thread when its words change, and of no other', async () => {
    const file = join(base, 'archive/a.sql')
    const make = (text: string): string =>
      `INSERT INTO pw_threads (tid,fid,author,authorid,subject,postdate,replies,userip) VALUES (1,2,'甲',3,'题一',1337040000,0,'10.0.0.1'),(2,2,'甲',3,'题二',1337040000,0,'10.0.0.2');\nINSERT INTO pw_tmsgs (tid,content,userip) VALUES (1,'${text}','10.0.0.1'),(2,'不变','10.0.0.2');\n`
    const versions = async (): Promise<readonly string[]> =>
      [...(await readAll(base, { path: 'archive', site: SITE })).values()].map(({ post }) => post.version)
    writeFileSync(file, make('甲乙'))
    const first = await versions()
    writeFileSync(file, make('甲丙').replaceAll('10.0.0', '10.9.9'))
    const second = await versions()
    expect(second[0]).not.toBe(first[0])
    expect(second[1]).toBe(first[1])
    appendFileSync(file, `INSERT INTO pw_posts (pid,tid,author,authorid,postdate,content) VALUES (9,2,'乙',4,1337040001,'别人的回复');\n`)
    expect(await versions()).toEqual(second)
  })
  it('says that a dump needs the address of its forum', async () => {
    const source = await forum.open(optionsOf({ path: 'archive' }), offlineKit(join(FIXTURES, 'dump-discuz')))
    expect((await source.check()).find(({ what }) => what === 'site')).toMatchObject({ ok: false })
    await source.close()
  })
  it('reads no posts of another program that has a table of the same name', async () => {
    writeFileSync(
      join(base, 'archive/wp.sql'),
      "INSERT INTO wp_posts (ID,post_content) VALUES (1,'x');\nINSERT INTO x_threads (tid,what) VALUES (1,'x');\n",
    )
    const source = await forum.open(optionsOf({ path: 'archive', site: SITE }), offlineKit(base))
    expect(await discoverAll(source)).toEqual([])
    expect(source.leftovers().map(({ name }) => name)).toEqual(['wp.sql: wp_posts', 'wp.sql: x_threads', 'wp.sql'])
    await source.close()
  })
})
