// Jobs, their accounts, the texts they were run with, and the runs.
import type { Job } from '../domain/job.ts'
import type { Json } from '../domain/archive.ts'
import type { Mapping } from '../domain/mapping.ts'
import { Failure } from '../domain/failures.ts'
import { both } from '../domain/words.ts'
import type { Sql } from './sql.ts'

export interface JobFiles {
  readonly job: Job
  readonly mapping: Mapping
  readonly jobText: string
  readonly mappingText: string
  /** SHA-256 over both texts, hex. */
  readonly digest: string
  /** Folder that relative paths in the job are relative to. */
  readonly base: string
}

export interface JobRow {
  readonly name: string
  readonly state: 'active' | 'paused' | 'cancelled'
  readonly because: string | null
  readonly digest: string
  readonly base: string
  readonly target: string
}

export interface RunRow {
  readonly id: string
  readonly job: string
  readonly state: 'running' | 'finished' | 'halted' | 'cancelled' | 'interrupted'
  readonly because: string | null
  readonly scheduled: boolean
  readonly counts: Readonly<Record<string, number>>
  readonly started_at: Date
  readonly ended_at: Date | null
}

/** Enters or renews a job; the texts of its files are kept by digest for ever. */
export async function saveJob(sql: Sql, files: JobFiles, actor: string): Promise<void> {
  const { job } = files
  await sql.transaction(async (inside) => {
    const [account] = await inside.query<{ id: string }>(
      `insert into account (platform, external_id, name, organ) values ($1, $2, $3, $4)
       on conflict (platform, external_id) do update set name = excluded.name, organ = excluded.organ returning id`,
      [job.account.platform, job.account.id, job.account.name, job.account.organ],
    )
    await inside.query(
      `insert into job_text (digest, job, mapping, job_text, mapping_text) values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [files.digest, JSON.stringify(job), JSON.stringify(files.mapping), files.jobText, files.mappingText],
    )
    const [before] = await inside.query<JobRow & { account: string }>('select * from job where name = $1', [job.job])
    if (before !== undefined) await mustStayTheSame(inside, before, { account: account?.id ?? '', target: targetName(job) })
    await inside.query(
      `insert into job (name, account, digest, base, priority, target, open_from, open_until, zone,
         publish_from, publish_until)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       on conflict (name) do update set account = excluded.account, digest = excluded.digest, base = excluded.base,
         priority = excluded.priority, target = excluded.target, open_from = excluded.open_from,
         open_until = excluded.open_until, zone = excluded.zone, publish_from = excluded.publish_from,
         publish_until = excluded.publish_until`,
      [
        job.job,
        account?.id,
        files.digest,
        files.base,
        job.priority,
        targetName(job),
        job.schedule?.hours?.from ?? null,
        job.schedule?.hours?.to ?? null,
        job.schedule?.zone ?? 'Asia/Shanghai',
        job.publishing.hours?.from ?? null,
        job.publishing.hours?.to ?? null,
      ],
    )
    if (before?.digest === files.digest) return
    await tell(inside, {
      kind: before === undefined ? 'job.described' : 'job.redescribed',
      job: job.job,
      actor,
      facts: { digest: files.digest },
    })
  })
}

/** What a job has done stands under its account and its target; under other names nobody would find it again. */
async function mustStayTheSame(sql: Sql, before: JobRow & { account: string }, now: { account: string; target: string }): Promise<void> {
  const [has] = await sql.query<{ posts: number; live: number }>(
    `select count(*)::int as posts, (count(*) filter (where p.url is not null and p.withdrawn_at is null))::int as live
     from item i left join publication p on p.item = i.id and p.target <> $2 where i.job = $1`,
    [before.name, now.target],
  )
  const { posts = 0, live = 0 } = has ?? {}
  if (before.account !== now.account && posts > 0)
    throw new Failure(
      'not-allowed',
      both(
        `任务“${before.name}”已登记另一账号的 ${posts} 篇;新账号请另建任务`,
        `job "${before.name}" has ${posts} posts of another account; give the new account a job of its own`,
      ),
    )
  if (before.target !== now.target && live > 0)
    throw new Failure(
      'not-allowed',
      both(
        `任务“${before.name}”已有 ${live} 篇在 ${before.target};改到 ${now.target} 前须先撤稿`,
        `job "${before.name}" has ${live} posts at ${before.target}; withdraw them before it moves to ${now.target}`,
      ),
    )
}

/** One target of a job keeps one name in the publications: kind, the site with its folder, and what of the site is meant. */
export function targetName(job: Job): string {
  const { kind, site, url, values } = job.target as { kind: string; site?: unknown; url?: unknown; values?: unknown }
  if (typeof site === 'object' && site !== null && 'domain' in site) return `${kind}:${String(site.domain)}`
  if (typeof url !== 'string' || !URL.canParse(url)) return `${kind}:${job.job}`
  const { host, pathname } = new URL(url)
  return `${kind}:${host}${pathname.replace(/\/+$/, '')}${partOf(values)}`
}

/** Values of a preset that choose one of several sites, or one of several kinds of entries, behind one address. */
const PARTS = ['site', 'siteId', 'collection', 'type'] as const

function partOf(values: unknown): string {
  if (typeof values !== 'object' || values === null) return ''
  const words = new URLSearchParams()
  for (const part of PARTS) if (Object.hasOwn(values, part)) words.set(part, String(Reflect.get(values, part)))
  return words.size === 0 ? '' : `?${words.toString()}`
}

/** The files a job was last described with, or those of a digest, as workers on any machine see them. */
export async function readJob(sql: Sql, name: string, digest: string | null = null): Promise<JobFiles & { readonly row: JobRow }> {
  const [row] = await sql.query<JobRow & { job: Job; mapping: Mapping; job_text: string; mapping_text: string }>(
    `select j.*, t.digest, t.job, t.mapping, t.job_text, t.mapping_text
     from job j join job_text t on t.digest = coalesce($2, j.digest) where j.name = $1`,
    [name, digest],
  )
  if (row === undefined) throw new Failure('not-found', both(`台账中没有任务“${name}”`, `there is no job "${name}" in this ledger`))
  return {
    row,
    job: row.job,
    mapping: row.mapping,
    jobText: row.job_text,
    mappingText: row.mapping_text,
    digest: row.digest,
    base: row.base,
  }
}

export async function readJobState(sql: Sql, name: string): Promise<Pick<JobRow, 'state' | 'because'>> {
  const [row] = await sql.query<Pick<JobRow, 'state' | 'because'>>('select state, because from job where name = $1', [name], 'job_state')
  if (row === undefined) throw new Failure('not-found', both(`台账中没有任务“${name}”`, `there is no job "${name}" in this ledger`))
  return row
}

export function listJobs(sql: Sql): Promise<JobRow[]> {
  return sql.query<JobRow>('select * from job order by name')
}

/** Pause, resume or cancel; the reason stands in the audit log. False = it was so already, or is cancelled and must be resumed first. */
export async function setJobState(
  sql: Sql,
  name: string,
  told: { readonly to: JobRow['state']; readonly by: string; readonly because: string | null },
): Promise<boolean> {
  const { to } = told
  const verb = { active: 'job.resumed', paused: 'job.paused', cancelled: 'job.cancelled' }[to]
  return sql.transaction(async (inside) => {
    const rows = await inside.query(
      "update job set state = $2, because = $3 where name = $1 and state <> $2 and not (state = 'cancelled' and $2 = 'paused') returning name",
      [name, to, told.because],
    )
    if (rows.length > 0)
      await tell(inside, { kind: verb, job: name, actor: told.by, facts: told.because === null ? {} : { because: told.because } })
    return rows.length > 0
  })
}

export async function startRun(
  sql: Sql,
  run: { job: string; digest: string; scheduled: boolean; options: Json; actor: string },
): Promise<string> {
  return sql.transaction(async (inside) => {
    const left = await inside.query<{ id: string }>(
      "update run set state = 'interrupted', ended_at = clock_timestamp() where job = $1 and state = 'running' returning id",
      [run.job],
    )
    for (const { id } of left) await tell(inside, { kind: 'run.interrupted', job: run.job, run: id, actor: run.actor })
    const [row] = await inside.query<{ id: string }>(
      'insert into run (job, digest, scheduled, options) values ($1, $2, $3, $4) returning id',
      [run.job, run.digest, run.scheduled, JSON.stringify(run.options)],
    )
    const id = row?.id ?? ''
    await tell(inside, { kind: 'run.started', job: run.job, run: id, actor: run.actor, facts: { digest: run.digest } })
    return id
  })
}

export async function endRun(
  sql: Sql,
  run: { id: string; job: string; state: RunRow['state']; counts: Json; because: string | null; actor: string },
): Promise<void> {
  await sql.transaction(async (inside) => {
    await inside.query('update run set state = $2, counts = $3, because = $4, ended_at = clock_timestamp() where id = $1', [
      run.id,
      run.state,
      JSON.stringify(run.counts),
      run.because,
    ])
    await tell(inside, {
      kind: `run.${run.state}`,
      job: run.job,
      run: run.id,
      actor: run.actor,
      facts: { counts: run.counts, because: run.because },
    })
  })
}

export async function lastRun(sql: Sql, job: string): Promise<RunRow | null> {
  const [row] = await sql.query<RunRow>('select * from run where job = $1 order by id desc limit 1', [job])
  return row ?? null
}

/** The run of a number, with the job it belongs to as that is described now. */
export async function findRun(
  sql: Sql,
  id: string,
): Promise<{ readonly job: string; readonly digest: string; readonly state: RunRow['state'] }> {
  const [row] = await sql.query<{ job: string; digest: string; state: RunRow['state'] }>(
    'select r.job, j.digest, r.state from run r join job j on j.name = r.job where r.id = $1',
    [id],
  )
  if (row === undefined) throw new Failure('not-found', both(`台账中没有第 ${id} 次运行`, `there is no run ${id} in this ledger`))
  return row
}

/** An audit event that is not a change of an item. */
export async function tell(
  sql: Sql,
  event: { kind: string; job?: string; run?: string; item?: string; actor: string; facts?: Json },
): Promise<void> {
  await sql.query('insert into audit_event (kind, item, job, run, actor, facts) values ($1, $2, $3, $4, $5, $6)', [
    event.kind,
    event.item ?? null,
    event.job ?? null,
    event.run ?? null,
    event.actor,
    JSON.stringify(event.facts ?? {}),
  ])
}

/** Held for the whole time of a run: two runs of one job never work at once. Null = somebody else has it. */
export async function tryRunLock(sql: Sql, job: string): Promise<boolean> {
  const [row] = await sql.query<{ got: boolean }>("select pg_try_advisory_lock(hashtextextended('guiji.run.' || $1, 0)) as got", [job])
  return row?.got ?? false
}
