// guiji account: the account of a job in numbers, for its assessment: counted from the ledger, and judged by nobody here.
import type { Mapping } from '../domain/mapping.ts'
import { pad, width } from '../domain/width.ts'
import { dateText, numberText, say } from '../domain/words.ts'
import type { Lang, Said } from '../domain/words.ts'
import { accountFacts } from '../ledger/account-facts.ts'
import type { AccountFacts, AccountTotals, Sums } from '../ledger/account-facts.ts'
import { readJob } from '../ledger/jobs.ts'
import { misuse, textOption } from './command.ts'
import type { Options, Run } from './command.ts'
import { KIND_WORDS } from './kind-words.ts'
import { knownJob } from './named.ts'
import { dayOption } from './options.ts'

export const run: Run = async (context, [name = ''], options) => {
  const until = dayOption(options, 'date') ?? dateText(new Date(), 'day')
  const { name: job } = await knownJob(name, context)
  const { sql } = (await context.house()).ledger
  const { job: described, mapping } = await readJob(sql, job)
  const serviceColumns = columnsOf(options, mapping)
  const facts = await accountFacts(sql, { job, until, serviceColumns })
  const { totals } = facts
  const { platform, name: account, organ } = described.account
  const years = yearsOf(facts.months)
  return {
    json: {
      job,
      account: { platform, name: account, organ },
      date: until,
      ...totals,
      ...shares(totals),
      serviceColumns,
      kinds: facts.kinds,
      columns: facts.columns,
      gaps: facts.gaps,
      longGaps: facts.longGaps,
      years,
      months: facts.months.map((one) => ({ ...one, ...averages(one) })),
    },
    text: [
      `${account} (${platform}) · ${organ} · ${until}`,
      ...totalLines(facts, context.lang),
      ...namedLines(facts, mapping, context.lang),
      '',
      ...table(facts, years, context.lang),
    ].join('\n'),
  }
}

function columnsOf(options: Options, mapping: Mapping): readonly string[] {
  const given = textOption(options, 'columns')
  if (given === undefined) return mapping.columns.filter(({ type }) => type === '办事服务' || type === '咨询投诉').map(({ id }) => id)
  const ids = given.split(',').map((id) => id.trim())
  const all = mapping.columns.map(({ id }) => id)
  const wrong = ids.find((id) => !all.includes(id))
  if (wrong === undefined) return ids
  throw misuse(`没有栏目“${wrong}”;可用: ${all.join('、')}`, `there is no column "${wrong}"; columns: ${all.join(', ')}`)
}

/** Of the posts that have been read; null where there are none. */
function shares({ read, services, originals, reprints, withPictures }: AccountTotals) {
  const of = (n: number) => (read === 0 ? null : round(n / read))
  return { serviceShare: of(services), originalShare: of(originals), reprintShare: of(reprints), pictureShare: of(withPictures) }
}

function round(n: number): number {
  return Math.round(n * 10_000) / 10_000
}

/** Over the posts of which the number is known. */
function averages({ reads, readsKnown }: Sums): { readsEach: number | null } {
  return { readsEach: reads === null || readsKnown === 0 ? null : Math.round(reads / readsKnown) }
}

interface Year extends Pick<Sums, 'posts' | 'reads' | 'readsKnown' | 'services'> {
  readonly year: string
  /** Months with a post. */
  readonly months: number
}

function yearsOf(months: AccountFacts['months']): Year[] {
  return [...Map.groupBy(months, ({ month }) => month.slice(0, 4))].map(([year, of]) => ({
    year,
    months: of.filter(({ posts }) => posts > 0).length,
    posts: sum(of, 'posts'),
    reads: of.some(({ reads }) => reads !== null) ? sum(of, 'reads') : null,
    readsKnown: sum(of, 'readsKnown'),
    services: sum(of, 'services'),
  }))
}

function sum(of: readonly Sums[], name: 'posts' | 'reads' | 'readsKnown' | 'services'): number {
  return of.reduce((all, one) => all + (one[name] ?? 0), 0)
}

const n = numberText

function totalLines({ totals, gaps, longGaps }: AccountFacts, lang: Lang): string[] {
  const { posts, dated, first, last, daysSince, read, gone } = totals
  const [longest] = gaps
  const percent = (part: number) => (read === 0 ? '—' : `${n(Math.round((part / read) * 1000) / 10)}%`)
  const lines: Said[] = [
    {
      zh: `文章 ${n(posts)} 篇,日期明确的 ${n(dated)} 篇,源已失 ${n(gone)} 篇,已整理 ${n(read)} 篇`,
      en: `${n(posts)} posts, ${n(dated)} with a known day, ${n(gone)} gone at the source, ${n(read)} read`,
    },
    {
      zh: `首篇 ${first ?? '不详'} · 末篇 ${last ?? '不详'} · 距末篇 ${daysSince === null ? '不详' : `${n(daysSince)} 天`}`,
      en: `first ${first ?? 'unknown'} · last ${last ?? 'unknown'} · ${daysSince === null ? 'days since unknown' : `${n(daysSince)} days since the last`}`,
    },
    ...(longest === undefined
      ? []
      : [
          {
            zh: `超过两周未更新 ${n(longGaps)} 次;最长 ${n(longest.days)} 天(${longest.from} 至 ${longest.to})`,
            en: `${n(longGaps)} times without a post for more than two weeks; the longest ${n(longest.days)} days (${longest.from} to ${longest.to})`,
          },
        ]),
    ...known(totals),
    {
      zh: `服务类 ${n(totals.services)} 篇(${percent(totals.services)}) · 声明原创 ${n(totals.originals)}(${percent(totals.originals)}) · 转载 ${n(totals.reprints)}(${percent(totals.reprints)}) · 有图 ${n(totals.withPictures)}(${percent(totals.withPictures)}),图片 ${n(totals.pictures)} 张`,
      en: `services ${n(totals.services)} (${percent(totals.services)}) · declared original ${n(totals.originals)} (${percent(totals.originals)}) · reprints ${n(totals.reprints)} (${percent(totals.reprints)}) · with pictures ${n(totals.withPictures)} (${percent(totals.withPictures)}), ${n(totals.pictures)} pictures`,
    },
  ]
  return lines.map((line) => say(lang, line))
}

function known(totals: AccountTotals): Said[] {
  const of = (zh: string, en: string, name: 'reads' | 'likes' | 'shares' | 'comments'): Said[] => {
    const all = totals[name]
    const posts = totals[`${name}Known`]
    return all === null ? [] : [{ zh: `${zh} ${n(all)}(${n(posts)} 篇有数)`, en: `${en} ${n(all)} (known of ${n(posts)})` }]
  }
  const found = [
    ...of('阅读', 'reads', 'reads'),
    ...of('点赞', 'likes', 'likes'),
    ...of('转发', 'shares', 'shares'),
    ...of('评论', 'comments', 'comments'),
  ]
  return found.length === 0
    ? [{ zh: '阅读与互动: 不详', en: 'reads and reactions: unknown' }]
    : [{ zh: found.map(({ zh }) => zh).join(' · '), en: found.map(({ en }) => en).join(' · ') }]
}

function namedLines({ kinds, columns }: AccountFacts, mapping: Mapping, lang: Lang): string[] {
  const columnName = (id: string | null): string =>
    id === null
      ? say(lang, { zh: '未定', en: 'none yet' })
      : lang === 'zh'
        ? (mapping.columns.find((one) => one.id === id)?.name ?? id)
        : id
  const kindName = (kind: string) => say(lang, KIND_WORDS[kind] ?? { zh: kind, en: kind })
  const line = (said: Said, parts: readonly string[]) => (parts.length === 0 ? [] : [`${say(lang, said)}: ${parts.join(' · ')}`])
  return [
    ...line(
      { zh: '类型', en: 'kinds' },
      kinds.map(({ kind, posts }) => `${kindName(kind)} ${n(posts)}`),
    ),
    ...line(
      { zh: '栏目', en: 'columns' },
      columns.map(({ column, posts }) => `${columnName(column)} ${n(posts)}`),
    ),
  ]
}

const BAR = 30

/** Years, and the last two years by month, each with a bar. */
function table({ months }: AccountFacts, years: readonly Year[], lang: Lang): string[] {
  const head = [
    say(lang, { zh: '时间', en: 'time' }),
    say(lang, { zh: '篇数', en: 'posts' }),
    say(lang, { zh: '服务', en: 'services' }),
    say(lang, { zh: '篇均阅读', en: 'reads each' }),
  ]
  return [
    ...rowsOf(
      years.map((one) => ({ ...one, time: one.year })),
      head,
    ),
    ...(months.length === 0
      ? []
      : [
          '',
          ...rowsOf(
            months.slice(-24).map((one) => ({ ...one, time: one.month })),
            head,
          ),
        ]),
  ]
}

function rowsOf(
  rows: readonly (Pick<Sums, 'posts' | 'reads' | 'readsKnown' | 'services'> & { time: string })[],
  head: readonly string[],
): string[] {
  const most = Math.max(1, ...rows.map(({ posts }) => posts))
  const cells = rows.map((one) => [
    one.time,
    n(one.posts),
    n(one.services),
    one.reads === null || one.readsKnown === 0 ? '—' : n(Math.round(one.reads / one.readsKnown)),
  ])
  const rooms = head.map((word, at) => Math.max(width(word), ...cells.map((row) => width(row[at] ?? ''))))
  const line = (row: readonly string[], bar: string) =>
    `${row.map((cell, at) => pad(cell, rooms[at] ?? 0, at === 0 ? 'right' : 'left')).join('  ')}  ${bar}`.trimEnd()
  return [line(head, ''), ...rows.map(({ posts }, at) => line(cells[at] ?? [], '▇'.repeat(Math.ceil((posts / most) * BAR))))]
}
