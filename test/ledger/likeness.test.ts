// Posts that are alike, found in a real ledger: over jobs, when both come at once, and at the same cost however many there are.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jobSchema } from '../../src/domain/job.ts'
import { mappingSchema } from '../../src/domain/mapping.ts'
import { UNKNOWN_DATE } from '../../src/domain/page.ts'
import { likenessOf } from '../../src/inspect/likeness.ts'
import type { Likeness } from '../../src/inspect/likeness.ts'
import { openDatabase } from '../../src/ledger/database.ts'
import type { Database } from '../../src/ledger/database.ts'
import { enroll } from '../../src/ledger/enroll.ts'
import { saveJob, startRun } from '../../src/ledger/jobs.ts'
import { openLedger } from '../../src/ledger/ledger.ts'
import { alikeTo } from '../../src/ledger/likeness.ts'
import { migrate } from '../../src/ledger/migrate.ts'
import { TAKES } from '../../src/stations/takes.ts'
import { freshDatabase } from '../kits/database.ts'
import type { TestDatabase } from '../kits/database.ts'

let place: TestDatabase
let database: Database

const jobOf = (job: string) =>
  jobSchema.parse({
    job,
    account: { platform: job, name: '青石发布', id: 'qingshi', organ: '青石县政府办' },
    closing: { document: '测〔2026〕1号', date: '2026-11-01', approver: '甲' },
    source: { kind: 'x' },
    mapping: 'm.yaml',
    target: { kind: 'static-site', site: { domain: 'a.gov.cn' } },
  })
const mapping = mappingSchema.parse({
  mapping: 'm',
  columns: [{ id: 'news', name: '新闻', description: '新闻', keywords: ['新闻'], type: '工作动态' }],
  routes: [{ column: 'news' }],
})
const runs = new Map<string, string>()

beforeAll(async () => {
  place = await freshDatabase()
  database = await openDatabase(place.url)
  await migrate(database)
  for (const job of ['wechat', 'weibo']) {
    await saveJob(database, { job: jobOf(job), mapping, jobText: '', mappingText: '', digest: job, base: '/' }, 'test')
    runs.set(job, await startRun(database, { job, digest: job, scheduled: false, options: {}, actor: 'test' }))
  }
})
afterAll(async () => {
  await database.close()
  await place.drop()
})

const sketchOf = (text: string): Likeness => likenessOf(text) ?? expect.fail('too short')
const LONG = '为方便群众办事,县政务服务大厅自下周起延长窗口服务时间,周六上午照常办理社保、医保、不动产登记等业务,请携带有效证件前往。'

async function items(count: number, job = 'wechat'): Promise<string[]> {
  const keys = Array.from({ length: count }, () => randomUUID())
  const found = keys.map((key) => ({ key, aliases: [], ref: { file: key }, version: 'v', title: null, url: null, listed: UNKNOWN_DATE }))
  await enroll(database, found, { job, run: runs.get(job) ?? '', actor: 'test' })
  const rows = await database.query<{ id: string }>('select id from item where source_key = any ($1) order by id', [keys])
  return rows.map(({ id }) => id)
}

async function writeOff(item: string): Promise<void> {
  const ledger = openLedger(database, TAKES, { leaseSeconds: 60 })
  const events = [{ kind: 'item.excluded', actor: '甲' }]
  const change = { item, job: 'wechat', run: null, from: 'discovered', epoch: null, to: 'excluded', events, patch: {} } as const
  if (!(await ledger.advance(change))) throw new Error('it was not written off')
}

describe('the ledger', () => {
  it('finds the same text in the job of another platform, and not what was written off', async () => {
    const [wechat = '', gone = ''] = await items(2)
    const [weibo = ''] = await items(1, 'weibo')
    await writeOff(gone)
    const text = `${LONG}咨询电话见附件一。`
    expect(await alikeTo(database, { item: gone, ...sketchOf(text) })).toEqual([])
    expect(await alikeTo(database, { item: wechat, ...sketchOf(text) })).toEqual([])
    expect(await alikeTo(database, { item: weibo, ...sketchOf(`#便民# ${text} https://t.cn/a`) })).toEqual([
      { item: wechat, job: 'wechat', percent: expect.toSatisfy((percent: number) => percent > 85) },
    ])
    // what it said before counts no more
    expect(
      await alikeTo(database, { item: wechat, ...sketchOf(`${'完全不同的内容,讲的是春季森林防火与入山管理。'.repeat(3)}一二三四`) }),
    ).toEqual([])
    expect(await alikeTo(database, { item: weibo, ...sketchOf(text) })).toEqual([])
  })

  it('shows each of two that come at once the other', async () => {
    const both = await items(2)
    const text = `${LONG}本通知由县行政审批局解释,如有变动另行通知。`
    const found = await Promise.all(both.map((item) => alikeTo(database, { item, ...sketchOf(text) })))
    expect(found.some((alike) => alike.some(({ item }) => both.includes(item)))).toBe(true)
  })

  it('looks at a few of a thousand that are alike', async () => {
    const many = await items(1000)
    const same = sketchOf(`${LONG}每日一条,内容相同。`)
    await database.query(`insert into likeness (item, sketch) select unnest($1::bigint[]), $2`, [many, same.sketch])
    const last = many.at(-1) ?? ''
    await alikeTo(database, { item: last, ...same })
    await database.query(
      `insert into likeness_band (band, item) select b.band, x from likeness_band b, unnest($1::bigint[]) x where b.item = $2 on conflict do nothing`,
      [many, last],
    )
    expect(await alikeTo(database, { item: last, ...same })).toHaveLength(5)
  })
})
