// guiji gaps: what the platform, or the tool that made the archive, says there is, beside what arrived; what is known to be lost; and months
// without a post that look like a gap. Evidence for people: it never fails a job.
import { titleText } from './title-text.ts'
import { adviceFor, compare, quietMonths, VERDICTS } from '../domain/completeness.ts'
import type { Compared, Group, Quiet } from '../domain/completeness.ts'
import { STATES } from '../domain/states.ts'
import type { State } from '../domain/states.ts'
import { pad } from '../domain/width.ts'
import { dateText, numberText, say } from '../domain/words.ts'
import { absentPosts, countArrived, countMessages, countPictures, missingPosts, readClaims } from '../ledger/claims.ts'
import type { AbsentPost, Arrived, ClaimRow, MissingPost } from '../ledger/claims.ts'
import type { Sql } from '../ledger/sql.ts'
import type { Context, Run } from './command.ts'
import { knownJob } from './named.ts'

/** More than a person reads; the rest is counted. */
const MOST = 10_000
const SHOWN = 20

interface Gaps {
  readonly job: string
  readonly posts: number
  readonly undated: number
  readonly claims: readonly (Compared & { readonly at: Date })[]
  readonly missing: readonly MissingPost[]
  readonly absent: readonly AbsentPost[]
  readonly quiet: readonly Quiet[]
}

export const run: Run = async (context, [name = '']) => {
  const { name: job } = await knownJob(name, context)
  const gaps = await gapsOf((await context.house()).ledger.sql, job)
  const json = {
    ...gaps,
    claims: gaps.claims.map((one) => ({
      ...one,
      at: one.at.toISOString(),
      todo: adviceFor(one) === null ? null : say(context.lang, adviceFor(one) ?? NOTHING),
    })),
    absent: gaps.absent.map((one) => ({ ...one, published: one.published?.toISOString() ?? null })),
  }
  return { json, text: textOf(gaps, context) }
}

const NOTHING = { zh: '', en: '' }

async function gapsOf(sql: Sql, job: string): Promise<Gaps> {
  const [claims, arrived, missing, absent] = await Promise.all([
    readClaims(sql, job),
    countArrived(sql, job),
    missingPosts(sql, job, MOST),
    absentPosts(sql, job, MOST),
  ])
  const groups = await groupsFor(sql, { job, claims, arrived })
  const byMonth = new Map<string, number>()
  for (const { day, posts } of arrived) if (day !== null) byMonth.set(day.slice(0, 7), (byMonth.get(day.slice(0, 7)) ?? 0) + posts)
  return {
    job,
    posts: sum(arrived.map(({ posts }) => posts)),
    undated: sum(arrived.map(({ day, posts }) => (day === null ? posts : 0))),
    claims: claims.map((claim) => ({ ...compare(claim, groups[claim.unit]), at: claim.at })),
    missing,
    absent,
    quiet: quietMonths(byMonth),
  }
}

/** Messages and pictures are counted only where somebody speaks of them. */
async function groupsFor(
  sql: Sql,
  { job, claims, arrived }: { job: string; claims: readonly ClaimRow[]; arrived: readonly Arrived[] },
): Promise<Record<ClaimRow['unit'], readonly Group[]>> {
  const speaksOf = (unit: ClaimRow['unit']): boolean => claims.some((claim) => claim.unit === unit)
  const messages = speaksOf('messages') ? await countMessages(sql, job) : []
  const pictures = speaksOf('pictures') ? await countPictures(sql, job) : 0
  return {
    posts: arrived.map(({ posts, ...one }) => ({ ...one, n: posts })),
    messages: messages.map((one) => ({ day: one.day, kind: null, state: 'messages', n: one.messages })),
    pictures: [{ day: null, kind: null, state: 'pictures', n: pictures }],
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0)
}

function textOf(gaps: Gaps, context: Context): string {
  const { lang } = context
  const parts = [claimLines(gaps, context), missingLines(gaps, context), absentLines(gaps, context), quietLines(gaps, context)]
  const undated = { zh: `其中 ${numberText(gaps.undated)} 篇时间不明`, en: `${numberText(gaps.undated)} of them without a date` }
  const head = `${gaps.job}: ${say(lang, { zh: `台账有 ${numberText(gaps.posts)} 篇`, en: `${numberText(gaps.posts)} posts in the ledger` })}`
  return [
    gaps.undated === 0 ? head : `${head} · ${say(lang, undated)}`,
    ...parts.flatMap((lines) => (lines.length === 0 ? [] : ['', ...lines])),
  ].join('\n')
}

const SCOPES = {
  all: { zh: '全部', en: 'all' },
  year: { zh: '年', en: 'year' },
  month: { zh: '月', en: 'month' },
  day: { zh: '日', en: 'day' },
  kind: { zh: '类型', en: 'kind' },
  post: { zh: '单篇', en: 'post' },
} as const
const UNITS = {
  posts: { zh: '篇', en: 'posts' },
  messages: { zh: '次群发', en: 'messages' },
  pictures: { zh: '张图', en: 'pictures' },
} as const

/** Every whole count; of the parts those that differ, since a person acts on these. */
function claimLines({ claims }: Gaps, { lang }: Context): string[] {
  if (claims.length === 0)
    return [
      say(lang, {
        zh: '来源没有说明总数;可在平台后台查看篇数,自行核对。',
        en: 'No source says how much there is; compare with the console by hand.',
      }),
    ]
  const shown = claims.filter(({ scope, verdict }) => scope === 'all' || verdict !== 'agrees')
  const agreeing = claims.length - shown.length
  const advice = new Map(shown.flatMap((one) => (adviceFor(one) === null ? [] : [[adviceFor(one), one] as const])))
  return [
    say(lang, { zh: '所称与实有:', en: 'Said and arrived:' }),
    ...shown.slice(0, 5 * SHOWN).map((one) => claimLine(one, lang)),
    ...(shown.length > 5 * SHOWN ? [`  … ${numberText(shown.length - 5 * SHOWN)} (--json)`] : []),
    ...(agreeing === 0
      ? []
      : [
          `  ${say(lang, { zh: `另有 ${numberText(agreeing)} 项按年、月、日或类型一致`, en: `${numberText(agreeing)} more by year, month, day or kind agree` })}`,
        ]),
    ...[...advice.keys()].flatMap((said) => (said === null ? [] : [`  → ${say(lang, said)}`])),
  ]
}

function claimLine({ by, scope, of, unit, said, have, states, verdict }: Compared, lang: Context['lang']): string {
  const what = `${say(lang, SCOPES[scope])}${of === '' ? '' : ` ${of}`}`
  const numbers = say(lang, {
    zh: `称 ${numberText(said)} ${UNITS[unit].zh},有 ${numberText(have)}`,
    en: `said ${numberText(said)} ${UNITS[unit].en}, have ${numberText(have)}`,
  })
  const where = Object.entries(states).flatMap(([state, n]) =>
    Object.hasOwn(STATES, state) ? [`${say(lang, STATES[state as State])} ${numberText(n)}`] : [],
  )
  const gap = verdict === 'agrees' ? '✓' : `${have > said ? '+' : '−'}${numberText(Math.abs(have - said))} ${say(lang, VERDICTS[verdict])}`
  return `  ${pad(what, 16)} ${numbers}  ${gap}${where.length === 0 ? '' : `  (${where.join(' · ')})`}  [${by}]`
}

function missingLines({ missing }: Gaps, { lang }: Context): string[] {
  if (missing.length === 0) return []
  return [
    say(lang, {
      zh: `点名而未到的 ${numberText(missing.length)} 篇(按编号到平台导出,或补进链接清单):`,
      en: `${numberText(missing.length)} posts that are named and never arrived (export them by key, or add their links to a list):`,
    }),
    ...missing.slice(0, SHOWN).map(({ key, by }) => `  ${key}  [${by.join(' · ')}]`),
    ...more(missing.length),
  ]
}

function absentLines({ job, absent }: Gaps, { lang, paste }: Context): string[] {
  if (absent.length === 0) return []
  const gone = `gone ${job} --code page-absent --reason "${say(lang, { zh: '理由', en: 'WHY' })}" --by ${say(lang, { zh: '姓名', en: 'NAME' })}`
  return [
    say(lang, {
      zh: `已知缺失 ${numberText(absent.length)} 篇(只有清单条目,等人处理):`,
      en: `${numberText(absent.length)} known losses (only a list names them; they wait for a person):`,
    }),
    ...absent
      .slice(0, SHOWN)
      .map((one) =>
        `  #${one.item}  ${one.published === null ? '—' : dateText(one.published, 'day')}  ${one.key}  ${titleText(one.title)}`.trimEnd(),
      ),
    ...more(absent.length),
    `  → ${say(lang, { zh: '能补的补充导出后再运行;确认已失的逐批记为源已失', en: 'Export what can be had and run again; confirm what is lost' })}: ${paste(gone)}`,
  ]
}

function quietLines({ quiet }: Gaps, { lang }: Context): string[] {
  if (quiet.length === 0) return []
  return [
    say(lang, { zh: '前后都有发布、中间一篇没有的月份(可能是缺口):', en: 'Months without a post between busy ones (likely gaps):' }),
    ...quiet.slice(0, SHOWN).map(({ from, to, before, after }) => {
      const span = from === to ? from : `${from} – ${to}`
      return `  ${pad(span, 18)} ${say(lang, { zh: `之前一月 ${before} 篇,之后一月 ${after} 篇`, en: `${before} posts the month before, ${after} the month after` })}`
    }),
    ...more(quiet.length),
  ]
}

function more(n: number): string[] {
  return n > SHOWN ? [`  … ${numberText(n - SHOWN)} (--json)`] : []
}
