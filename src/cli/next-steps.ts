// After a run: the items that wait for a person, with the very commands that move them on, and what to look at.
import { titleText } from './title-text.ts'
import { FAILURES } from '../domain/failures.ts'
import type { FailureCode } from '../domain/failures.ts'
import { FINDINGS, isFindingCode } from '../domain/findings.ts'
import { cut, pad, width } from '../domain/width.ts'
import { say } from '../domain/words.ts'
import type { House } from '../house.ts'
import type { RunResult } from '../line/run-job.ts'
import type { Context } from './command.ts'
import { hintText } from './output.ts'

interface Row {
  id: string
  key: string
  title: string | null
  state: string
  failure: string | null
  revision: number | null
  codes: string[]
  no_date: boolean
  no_column: boolean
}

const MOST = 40

export async function nextSteps(house: House, result: RunResult, context: Context): Promise<string> {
  const { lang, paste } = context
  if (result.outcome === 'cancelled' || result.outcome === 'halted') {
    return [
      say(lang, { zh: '处理后继续:', en: 'When that is mended:' }),
      `  ${paste(`resume ${result.job}`)}`,
      `  ${paste(`run ${result.job}`)}`,
    ].join('\n')
  }
  if (result.outcome === 'interrupted') return `  ${paste(`run ${result.job}`)}`
  const rows = await waitingRows(house, result.job)
  const review = rows.filter((row) => row.state !== 'held').slice(0, MOST)
  const held = rows.filter((row) => row.state === 'held').slice(0, MOST)
  return [
    ...listed(
      say(lang, { zh: '待审(看过后用所示命令签发):', en: 'To review (look, then approve with the command shown):' }),
      review.flatMap((row) => reviewLines(row, context)),
    ),
    ...listed(say(lang, { zh: '待处理:', en: 'Held:' }), heldLines(held, context)),
    ...(rows.length > MOST ? [`  … ${paste(`items ${result.job}`)}`] : []),
    '',
    say(lang, { zh: '接下来:', en: 'Next:' }),
    ...steps(result, context, rows),
  ].join('\n')
}

function waitingRows(house: House, job: string): Promise<Row[]> {
  return house.ledger.sql.query<Row>(
    `select i.id, i.source_key as key, i.title, i.state, i.failure, i.revision, i.published_at is null as no_date, i.column_id is null as no_column, array(
       select f.code from finding f where f.item = i.id and f.revision = i.revision and f.level = 'hold' order by f.n) as codes
     from item i where i.job = $1 and i.state in ('normalized', 'returned', 'held') order by i.state = 'held', i.id limit $2`,
    [job, 2 * MOST + 1],
  )
}

/** Only what leads somewhere: nothing about failures when there are none. */
function steps(result: RunResult, { lang, paste }: Context, rows: readonly Row[]): string[] {
  const lines: [string, string][] = []
  const [first] = rows
  if (first !== undefined) lines.push([paste(`show ${first.id}`), say(lang, { zh: '看一篇的全部经过', en: 'the whole story of one post' })])
  if (Object.keys(result.failed).length > 0)
    lines.push([paste(`failures ${result.job}`), say(lang, { zh: '失败与处理办法', en: 'failures and what to do' })])
  if (result.said !== null && result.said.said !== result.said.have)
    lines.push([paste(`gaps ${result.job}`), say(lang, { zh: '所称与实有的差别', en: 'what is said, and what came' })])
  lines.push([paste(`serve ${result.job}`), say(lang, { zh: '打开站点', en: 'look at the site' })])
  lines.push([paste('audit verify'), say(lang, { zh: '核验审计日志', en: 'verify the audit log' })])
  const room = Math.max(...lines.map(([line]) => line.length))
  return lines.map(([line, what]) => `  ${pad(line, room)}  # ${what}`)
}

function listed(head: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', head, ...lines]
}

function nameOf(row: Row): string {
  return cut(titleText(row.title, row.key), titleRoom())
}

/** Leaves room for what needs a look, in the same line. */
function titleRoom(): number {
  return columns() < 100 ? 36 : 44
}

function columns(): number {
  return process.stdout.columns || 120
}

function reviewLines(row: Row, { lang, paste }: Context): string[] {
  const why = [...new Set(row.codes)].map((code) => (isFindingCode(code) ? say(lang, FINDINGS[code]) : code))
  const needs = `${row.no_date ? ` --date "${say(lang, { zh: '年-月-日 时:分', en: 'YYYY-MM-DD HH:MM' })}"` : ''}${row.no_column ? ` --column ${say(lang, { zh: '栏目', en: 'COLUMN' })}` : ''}`
  const about = why.join(say(lang, { zh: ';', en: '; ' })) || say(lang, { zh: '逐篇审核', en: 'every post is reviewed' })
  const head = `  ${pad(`#${row.id}`, 6)}${pad(nameOf(row), titleRoom())}  ${about}`
  return [
    ...(width(head) < columns() ? [head] : [`  ${pad(`#${row.id}`, 6)}${nameOf(row)}`, `        ${about}`]),
    `        ${paste(`approve ${row.id} --revision ${row.revision ?? 1} --by ${say(lang, { zh: '姓名', en: 'NAME' })}${needs}`)}`,
  ]
}

/** One line says what is wrong and what to do, the posts stand below it. */
function heldLines(rows: readonly Row[], { lang }: Context): string[] {
  return [...Map.groupBy(rows, (row) => row.failure ?? '')].flatMap(([code, posts]) => [
    `  ${code}${Object.hasOwn(FAILURES, code) ? `: ${hintText(code as FailureCode, lang)}` : ''}`,
    ...posts.map((row) => `    ${pad(`#${row.id}`, 6)}${nameOf(row)}`),
  ])
}
