// An account in a ledger of its own, for tests: jobs of the names given (`other…` have another account), and posts with what was read of them.
import { UNKNOWN_DATE } from '../../src/domain/page.ts'
import type { PostFacts } from '../../src/domain/post-facts.ts'
import type { ServiceUse } from '../../src/domain/functions.ts'
import { jobSchema } from '../../src/domain/job.ts'
import { mappingSchema } from '../../src/domain/mapping.ts'
import { openDatabase } from '../../src/ledger/database.ts'
import type { Database } from '../../src/ledger/database.ts'
import { enroll } from '../../src/ledger/enroll.ts'
import { findItems } from '../../src/ledger/items.ts'
import { saveJob, startRun } from '../../src/ledger/jobs.ts'
import { openLedger } from '../../src/ledger/ledger.ts'
import { migrate } from '../../src/ledger/migrate.ts'
import { freshDatabase } from '../kits/database.ts'

export interface Read {
  readonly key: string
  /** ISO 8601; null = unknown. */
  readonly at?: string | null
  readonly column?: string
  readonly kind?: string
  readonly services?: readonly ServiceUse[]
  readonly facts?: Partial<PostFacts>
}

export interface Account {
  readonly sql: Database
  readonly run: string
  /** Enters posts and normalizes them. */
  enter(posts: readonly Read[], job?: string): Promise<void>
  /** Normalizes one again. False = it did not pass the door. */
  normalize(key: string, read: Omit<Read, 'key'> & { readonly epoch?: number }): Promise<boolean>
  idOf(key: string): Promise<string>
  close(): Promise<void>
}

const NOTHING: PostFacts = {
  reads: null,
  likes: null,
  shares: null,
  comments: null,
  pictures: 0,
  films: 0,
  sounds: 0,
  files: 0,
  characters: 100,
  origin: 'unsaid',
  precision: 'second',
  numbers: {},
}

export async function openAccount(jobs: readonly string[]): Promise<Account> {
  const place = await freshDatabase()
  const sql = await openDatabase(place.url)
  await migrate(sql)
  const ledger = openLedger(sql, [], { leaseSeconds: 30 })
  for (const job of jobs) await saveJob(sql, filesOf(job), 'test')
  const run = await startRun(sql, { job: jobs[0] ?? '', digest: `d-${jobs[0]}`, scheduled: false, options: {}, actor: 'test' })
  const idOf = async (key: string) => (await findItems(sql, key))[0]?.id ?? ''
  const normalize: Account['normalize'] = async (key, read) => {
    const [item] = await findItems(sql, key)
    if (item === undefined) throw new Error(`no item ${key}`)
    return ledger.advance({ ...changeOf(item, run, read), epoch: read.epoch ?? null })
  }
  return {
    sql,
    run,
    idOf,
    normalize,
    async enter(posts, job = jobs[0] ?? '') {
      for (let at = 0; at < posts.length; at += 500) {
        const some = posts.slice(at, at + 500)
        const found = some.map(({ key, at: date }) => ({ ...FOUND, key, listed: { ...UNKNOWN_DATE, value: date ?? null } }))
        const { items } = await enroll(sql, found, { job, run, actor: 'test' })
        const rows = await sql.query<{ id: string; key: string }>('select id, source_key as key from item where id = any($1)', [items])
        const ids = new Map(rows.map((row) => [row.key, row.id]))
        await Promise.all(
          some.map((read) =>
            ledger.advance({ ...changeOf({ id: ids.get(read.key) ?? '', job, state: 'discovered' }, run, read), epoch: null }),
          ),
        )
      }
    },
    async close() {
      await sql.close()
      await place.drop()
    },
  }
}

const FOUND = { aliases: [], ref: {}, version: 'v', title: null, url: null }

function changeOf(item: { id: string; job: string; state: string }, run: string, read: Omit<Read, 'key'>) {
  return {
    item: item.id,
    job: item.job,
    run,
    from: item.state === 'discovered' ? ('discovered' as const) : ('normalized' as const),
    to: 'normalized' as const,
    events: [{ kind: 'item.normalized', actor: 'guiji' }],
    patch: { kind: read.kind ?? 'article', column_id: read.column ?? null, ...(read.at === undefined ? {} : { published_at: read.at }) },
    facts: { ...NOTHING, ...read.facts },
    ...(read.services === undefined ? {} : { services: read.services }),
  }
}

function filesOf(name: string) {
  const job = jobSchema.parse({
    job: name,
    account: { platform: 'wechat', name: '测试号', id: name.startsWith('other') ? `gh_${name}` : 'gh_1', organ: '测试局' },
    closing: { document: '测〔2026〕1号', date: '2026-11-01', approver: '甲' },
    source: { kind: 'x' },
    mapping: 'm.yaml',
    target: { kind: 'static-site', site: { domain: 'a.gov.cn' } },
  })
  const mapping = mappingSchema.parse({
    mapping: 'm',
    columns: [{ id: 'news', name: '新闻', description: '新闻', keywords: ['新闻'], type: '工作动态' }],
  })
  return { job, mapping, jobText: name, mappingText: '', digest: `d-${name}`, base: '/' }
}
