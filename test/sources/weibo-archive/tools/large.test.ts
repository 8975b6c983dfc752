// Fifty thousand posts in one file: every one found, by its right number, with memory that does not grow with what was read.
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { offlineKit } from '../../../kits/source-kit.ts'
import { weiboArchive } from '../../../../src/sources/weibo-archive/index.ts'
import { SQLITE } from '../../../../src/sources/weibo-archive/tools/sqlite.ts'
import type { Json } from '../../../../src/domain/archive.ts'
import type { Source } from '../../../../src/sources/source.ts'
import type { Format, OneFile } from '../../../../src/sources/weibo-archive/format.ts'
import { CRAWLER_CSV } from '../../../../src/sources/weibo-archive/tools/crawler-csv.ts'
import { bidAt, fileAt, midAt, temporary, UID } from './one-file.ts'

const COUNT = 50_000
const STARTED = Date.parse('2015-01-01T00:00:00+08:00')

function midOfPost(n: number): string {
  return midAt(new Date(STARTED + n * 3600_000 + 8 * 3600_000).toISOString().slice(0, 19), n % 1000)
}

function place(name: string): string {
  return join(temporary(), name)
}

async function largeCsv(): Promise<string> {
  const path = place(`${UID}.csv`)
  const out = createWriteStream(path)
  out.write('\ufeffid,bid,正文,头条文章url,原始图片url,视频url,位置,日期,工具,点赞数,评论数,转发数,话题,@用户,完整日期\r\n')
  for (let n = 0; n < COUNT; n += 1) {
    const mid = midOfPost(n)
    if (!out.write(`${mid}\t,${bidAt(mid)},"第${n}条,通知🔥\n请查收",,,,,,微博,1,2,3,,,\r\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
  return path
}

/** Every other post forwards one. */
function largeDatabase(count = COUNT): string {
  const path = place('weibodata.db')
  const made = new DatabaseSync(path)
  made.exec(`PRAGMA synchronous = OFF; CREATE TABLE user (id varchar(64) PRIMARY KEY, nick_name varchar(64));
    CREATE TABLE weibo (id varchar(20) PRIMARY KEY, bid varchar(12), user_id varchar(20), screen_name varchar(30), text varchar(2000), created_at DATETIME, retweet_id varchar(20)); BEGIN`)
  made.prepare('INSERT INTO user VALUES (?, ?)').run(UID, '青石发布')
  const add = made.prepare('INSERT INTO weibo VALUES (?, ?, ?, ?, ?, ?, ?)')
  for (let n = 0; n < count; n += 1) {
    const mid = midOfPost(n)
    const other = n % 2 === 0 ? '' : String(BigInt(mid) - 1_000_000_000n)
    add.run(mid, bidAt(mid), UID, '青石发布', `第${n}条通知🔥${'请查收。'.repeat(75)}`, '', other)
    if (other !== '') add.run(other, '', '6150000002', '青石消防', `原文${n}`, '', '')
  }
  made.exec('COMMIT')
  made.close()
  return path
}

interface Run {
  readonly mids: readonly string[]
  /** Heap in use after a third and at the end, bytes. */
  readonly heap: readonly number[]
}

/** Reads a file keeping numbers only, as discovery does. */
async function run(format: Format, file: OneFile): Promise<Run> {
  const mids: string[] = []
  const heap: number[] = []
  for await (const told of format.read(file)) {
    if (told.kind !== 'post') continue
    mids.push(format.status(told.raw, { name: file.name, capturedAt: null })?.mid ?? '')
    if (mids.length === Math.floor(COUNT / 3) || mids.length === COUNT) heap.push(heapNow())
  }
  return { mids, heap }
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function heapNow(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

describe('fifty thousand posts', () => {
  const expected = Array.from({ length: COUNT }, (_, n) => midOfPost(n))

  it('are all read from one CSV, in order', async () => {
    const { mids, heap } = await run(CRAWLER_CSV, fileAt(await largeCsv()))
    expect(mids).toEqual(expected)
    const [third = 0, all = 0] = heap
    // two thirds of the numbers more; their texts would be more than this
    expect(all).toBeLessThan(third + 8_000_000)
  }, 60_000)

  it('are all read from one database with the posts they forward, and none is kept', async () => {
    const { mids, heap } = await run(SQLITE, fileAt(largeDatabase()))
    expect(mids).toEqual(expected)
    const [third = 0, all = 0] = heap
    expect(all).toBeLessThan(third + 8_000_000)
  }, 60_000)

  it('cost the same each, however many there are, when fetched', async () => {
    const cost = async (count: number): Promise<number> => {
      const path = largeDatabase(count)
      const source = await weiboArchive.open({ path: dirname(path) }, offlineKit('/'))
      const refs: Json[] = []
      for await (const post of source.discover()) refs.push(post.ref)
      expect(refs).toHaveLength(count)
      const rounds: number[] = []
      for (let round = 0; round < 3; round += 1) rounds.push(await fetching(source, refs))
      await source.close()
      return Math.min(...rounds)
    }
    const [few, many] = [await cost(500), await cost(8000)]
    // sixteen times the posts: going through all of them for each would cost sixteen times as much
    expect(many).toBeLessThan(few * 6 + 20)
  }, 60_000)

  /** Processor time of this thread for a hundred posts from all over the archive, milliseconds. */
  async function fetching(source: Source, refs: readonly Json[]): Promise<number> {
    const before = process.threadCpuUsage()
    for (let n = 0; n < 100; n += 1)
      for await (const part of source.fetch(refs[Math.floor((n * refs.length) / 100)] ?? null)) expect(part.role).toBe('row')
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1000
  }
})
