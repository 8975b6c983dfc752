// The posts of one seed: a job with its own target, and approved items that share some pictures. Goes straight into the tables, since how
// posts come to be approved is not what is tried here.
import { hash } from 'node:crypto'
import type { Draft, DraftMedia } from '../../src/domain/draft.ts'
import { jobSchema } from '../../src/domain/job.ts'
import type { Job } from '../../src/domain/job.ts'
import { mappingSchema } from '../../src/domain/mapping.ts'
import { UNKNOWN_DATE } from '../../src/domain/page.ts'
import type { Sql } from '../../src/ledger/sql.ts'
import { saveJob, targetName } from '../../src/ledger/jobs.ts'
import type { Source } from '../../src/sources/source.ts'
import type { JobRoom } from '../../src/stations/station.ts'
import type { Target } from '../../src/targets/target.ts'
import type { Random } from './random.ts'

const MAPPING = mappingSchema.parse({
  mapping: 'm',
  columns: [{ id: 'news', name: '新闻', description: '新闻', keywords: ['新闻'], type: '工作动态' }],
})

export interface Posts {
  readonly job: Job
  readonly targetName: string
  /** Ids in the ledger, in the order of their numbers. */
  readonly ids: readonly string[]
  readonly keys: readonly string[]
  readonly drafts: ReadonlyMap<string, Draft>
  /** A new revision of a post's draft, and its digest. */
  revise(n: number, revision: number): string
  roomWith(target: Target): JobRoom
}

let jobs = 0

export async function enterPosts(sql: Sql, random: Random, count: number): Promise<Posts> {
  jobs += 1
  const job = jobOf(`sim-${jobs}`)
  const jobDigest = `sim-${jobs}`
  await saveJob(sql, { job, mapping: MAPPING, jobText: '', mappingText: '', digest: jobDigest, base: '/' }, 'test')
  const drafts = new Map<string, Draft>()
  const keys: string[] = []
  for (let n = 0; n < count; n += 1) {
    keys.push(`${job.job}/${n}`)
    drafts.set(`draft-${n}`, draftOf(n, random))
  }
  const rows = await sql.query<{ id: string }>(
    `insert into item (account, job, source_key, state, ref, version, title, revision, draft_digest, published_at, column_id)
     select (select account from job where name = $1), $1, key, 'approved', '{}', 'v1', 'title', 1, 'draft-' || (n - 1), $3, 'news'
     from unnest($2::text[]) with ordinality k(key, n) order by n returning id`,
    [job.job, keys, PUBLISHED],
    'sim_items',
  )
  await sql.query(
    `insert into draft (item, revision, digest, capture, made_by, counts)
     select id, 1, draft_digest, 1, 'sim@1', '{}' from item where id = any($1::bigint[])`,
    [rows.map((row) => row.id)],
    'sim_drafts',
  )
  const room = { job, mapping: MAPPING, digest: jobDigest, source: NO_SOURCE, madeBy: 'sim@1', targetName: targetName(job) }
  return {
    job,
    targetName: room.targetName,
    keys,
    drafts,
    ids: rows.map((row) => row.id),
    revise(n, revision) {
      const digest = `draft-${n}-${revision}`
      drafts.set(digest, {
        ...draftOf(n, random),
        title: `文章 ${n},第 ${revision} 版`,
      })
      return digest
    },
    roomWith: (target) => ({
      ...room,
      target,
    }),
  }
}

/** Which revision these words are. */
export function revisionOf({ title }: { readonly title: string }): number {
  return Number(/第 (\d+) 版/.exec(title)?.[1] ?? 1)
}

/** Its jobs would be asked for at every dispatch of later seeds. */
export async function closePosts(sql: Sql, posts: Posts): Promise<void> {
  await sql.query("update job set state = 'cancelled' where name = $1", [posts.job.job])
}

function jobOf(name: string): Job {
  return jobSchema.parse({
    job: name,
    account: { platform: 'wechat', name: '测试号', id: 'gh_1', organ: '测试局' },
    closing: { document: '测〔2026〕1号', date: '2026-11-01', approver: '甲' },
    source: { kind: 'x' },
    mapping: 'm.yaml',
    target: { kind: 'sim', site: { domain: `${name}.test` } },
  })
}

const PUBLISHED = '2023-09-14T18:02:11+08:00'

function draftOf(n: number, random: Random): Draft {
  const counts = { characters: 0, images: 0, links: 0, tables: 0, attachments: 0, audio: 0, video: 0 }
  const pictures = random.pick([0, 1, 1, 2])
  const media = Array.from({ length: pictures }, (_, at) => pictureOf(`picture ${at === 0 ? random.below(8) : 100 + n}`))
  return {
    kind: 'article',
    title: `文章 ${n}`,
    titleFrom: 'page',
    author: null,
    source: null,
    publisher: null,
    summary: null,
    published: {
      value: PUBLISHED,
      precision: 'second',
      provenance: 'page',
      raw: null,
    },
    modified: UNKNOWN_DATE,
    keywords: [],
    column: 'news',
    originalUrl: null,
    readMore: null,
    origin: null,
    html: `<p>正文 ${n}</p>${media.map((one) => `<figure><img src="asset:${one.digest}"></figure>`).join('')}`,
    markdown: `正文 ${n}`,
    text: `正文 ${n}`,
    media,
    links: [],
    conservation: {
      before: counts,
      after: counts,
      dropped: [],
      lost: [],
    },
  }
}

function pictureOf(name: string): DraftMedia {
  const digest = hash('sha256', name)
  return {
    kind: 'image',
    ref: name,
    role: 'body',
    digest,
    mediaType: 'image/png',
    bytes: 1,
    width: 1,
    height: 1,
    alt: '',
    title: '',
  }
}

const never = (): never => {
  throw new Error('publishing reads no archive')
}
const NO_SOURCE: Source = {
  check: never,
  discover: never,
  leftovers: never,
  fetch: never,
  parse: never,
  keysOf: never,
  sameAccount: () => null,
  addressesOf: () => [],
  close: async () => {},
}
