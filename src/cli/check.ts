// guiji check: everything that can be known before a run: files, clock, database, queue, source, target, dates, and what would be discovered.
import { join } from 'node:path'
import type { Check } from '../domain/archive.ts'
import { Failure } from '../domain/failures.ts'
import { pad, width } from '../domain/width.ts'
import { dateText, half, say } from '../domain/words.ts'
import type { Said } from '../domain/words.ts'
import type { JobFiles } from '../ledger/jobs.ts'
import { openFunctions } from '../ledger/functions.ts'
import { openQueues } from '../line/queues.ts'
import { nextTimes } from '../line/schedules.ts'
import { openRoom } from '../rooms.ts'
import { SOURCE_KINDS } from '../sources/kinds.ts'
import { openFileVault } from '../vault/file-vault.ts'
import { mustBeWritable } from '../writable.ts'
import { EXIT } from './command.ts'
import type { Run, Context } from './command.ts'
import { countsText } from './functions.ts'
import { jobFiles } from './named.ts'
import { messageOf } from './output.ts'
import { surveyed } from './survey.ts'
import type { Survey } from './survey.ts'

export const run: Run = async (context, [name = '']) => {
  const files = await jobFiles(name, context)
  const { job } = files
  const mapped = say(context.lang, { zh: `${files.mapping.columns.length} 个栏目`, en: `${files.mapping.columns.length} columns` })
  const checks: Check[] = [
    await told('settings', context, async () => {
      mustBeWritable(context.config.data)
      return context.config.data
    }),
    { what: 'job', ok: true, detail: `${job.job}: ${job.account.name} → ${job.target.kind}` },
    { what: 'mapping', ok: true, detail: `${files.mapping.mapping}: ${mapped}` },
    ...plans(files, context),
    ...(await servers(job.job, context)),
  ]
  const { found, survey } = await rooms(files, context)
  checks.push(...found.map((one) => ({ ...one, detail: half(context.lang, one.detail) })))
  const ok = checks.every((one) => one.ok)
  const verdict = ok
    ? { zh: `可以运行: ${context.paste(`run ${name}`)}`, en: `Ready to run: ${context.paste(`run ${name}`)}` }
    : { zh: '请先处理标 ✗ 的项目。', en: 'Mend what is marked ✗ first.' }
  const text = [...checkLines(checks, context), ...(survey === null ? [] : ['', survey.text]), '', say(context.lang, verdict)]
  return { json: { job: job.job, ok, checks, would: survey?.json ?? null }, text: text.join('\n'), exit: ok ? EXIT.done : EXIT.problems }
}

const WORDS: Readonly<Record<string, string>> = {
  settings: '数据目录',
  job: '任务',
  mapping: '映射',
  deadline: '冻结期限',
  hosts: '外部请求',
  review: '审核',
  schedule: '计划',
  database: '数据库',
  queue: '队列',
  clock: '时钟',
  source: '归档',
  archive: '归档',
  target: '目标站点',
  'site folder': '站点目录',
  'free space': '可用空间',
  columns: '站点栏目',
  preset: '预设',
  login: '登录',
  rights: '权限',
  write: '写入',
  html: '正文',
  version: '版本',
  site: '站点',
  plugin: '插件',
  'time zone': '时区',
  'file types': '文件类型',
  bin: '回收站',
  'look-up': '查找',
  functions: '服务功能',
  token: '令牌',
  calls: '调用次数',
}

function checkLines(checks: readonly Check[], { lang }: Context): string[] {
  const named = checks.map((one) => ({ ...one, name: lang === 'zh' ? (WORDS[one.what] ?? one.what) : one.what }))
  const room = Math.min(24, Math.max(...named.map((one) => width(one.name))))
  return named.map((one) => `${one.ok ? '✓' : '✗'} ${pad(one.name, room)}  ${one.detail}`)
}

const DAY_MS = 86_400_000

/** Also when only one of the sources that it joins is. */
function isMetered({ job }: JobFiles): boolean {
  const kind = SOURCE_KINDS[job.source.kind]
  return kind?.metered === true || (kind?.members?.(kind.options.parse(job.source)) ?? []).some((one) => one.metered === true)
}

/** What the job file itself says about time and the network. A deadline that is over or near is told, but it is for a person to judge. */
function plans({ job }: JobFiles, { lang }: Context): Check[] {
  const noted = (what: string, said: Said): Check => ({ what, ok: true, detail: say(lang, said) })
  const { deadline } = job.closing
  const days = deadline === undefined ? null : Math.ceil((Date.parse(`${deadline}T23:59:59+08:00`) - Date.now()) / DAY_MS)
  const { hosts } = job.limits
  return [
    ...(days === null
      ? []
      : [
          noted(
            'deadline',
            days <= 0
              ? {
                  zh: `${deadline} 已过(警告:平台上的内容可能已无法取回)`,
                  en: `${deadline} is over (warning: the platform may give nothing any more)`,
                }
              : {
                  zh: `${deadline},还有 ${days} 天${days <= 14 ? '(警告:时间不多)' : ''}`,
                  en: `${deadline}, ${days} ${days === 1 ? 'day' : 'days'} left${days <= 14 ? ' (warning: not much time)' : ''}`,
                },
          ),
        ]),
    noted(
      'hosts',
      hosts.length === 0
        ? { zh: '不发出任何请求', en: 'no request leaves' }
        : {
            zh: `${hosts.join('、')},每台每秒 ${job.limits.requestsPerSecond} 次`,
            en: `${hosts.join(', ')}, ${job.limits.requestsPerSecond} a second each`,
          },
    ),
    noted(
      'review',
      {
        every: { zh: '逐篇审核', en: 'every post' },
        findings: { zh: `有提示的才审核(${job.review.by ?? ''})`, en: `posts with findings to hold (${job.review.by ?? ''})` },
        none: { zh: `不审核(${job.review.by ?? ''})`, en: `none (${job.review.by ?? ''})` },
      }[job.review.policy],
    ),
    ...(job.schedule === undefined
      ? []
      : [
          {
            what: 'schedule',
            ok: true,
            detail: nextTimes({ job: job.job, what: 'run', ...job.schedule }, 3)
              .map((time) => dateText(time))
              .join(' · '),
          },
        ]),
  ]
}

async function told(what: string, context: Context, work: () => Promise<string>): Promise<Check> {
  try {
    return { what, ok: true, detail: await work() }
  } catch (error) {
    if (error instanceof Failure) return { what, ok: false, detail: `${error.code}: ${messageOf(error, context.lang)}` }
    throw error
  }
}

async function servers(job: string, context: Context): Promise<Check[]> {
  const database = await told('database', context, async () => {
    const house = await context.house()
    const [row] = await house.ledger.sql.query<{ v: string }>("select current_setting('server_version') as v")
    return `PostgreSQL ${row?.v ?? ''}`
  })
  if (!database.ok) return [database]
  const functions = await completed(job, context)
  const clock: Check = { what: 'clock', ok: true, detail: say(context.lang, { zh: '与数据库一致', en: 'agrees with the database' }) }
  const queue = await told('queue', context, async () => {
    const house = await context.house()
    const queues = await openQueues({ redisUrl: context.config.redisUrl ?? undefined, databaseUrl: house.databaseUrl, prefix: 'guiji' })
    try {
      await queues.ping()
      return queues.kind === 'redis' ? 'Redis' : 'PostgreSQL'
    } finally {
      await queues.close()
    }
  })
  return [database, clock, queue, ...functions]
}

/** Nothing is wrong with a run while functions are open; closing waits for them. */
async function completed(job: string, context: Context): Promise<Check[]> {
  const counts = await openFunctions((await context.house()).ledger.sql, job)
  return counts.total === 0 ? [] : [{ what: 'functions', ok: true, detail: countsText(counts, context.lang) }]
}

async function rooms(files: JobFiles, context: Context): Promise<{ found: Check[]; survey: Survey | null }> {
  const { data } = context.config
  try {
    const room = await openRoom(files, {
      vault: openFileVault(join(data, 'vault')),
      data,
      ledger: null,
      privateHosts: context.config.privateHosts,
      secret: context.secret,
    })
    try {
      const source = await room.source.check()
      const found = [...source, ...(await room.target.check())]
      const metered = isMetered(files)
      return { found, survey: !metered && source.every((one) => one.ok) ? await surveyed(room, context) : null }
    } finally {
      await room.close()
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return {
      found: [
        {
          what: error.code.startsWith('source') || error.code.startsWith('zip') ? 'source' : 'target',
          ok: false,
          detail: `${error.code}: ${messageOf(error, context.lang)}`,
        },
      ],
      survey: null,
    }
  }
}
