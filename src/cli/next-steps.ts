// After a run: the items that wait for a person, with the very commands that move them on, and what to look at.
import { FAILURES } from '../domain/failures.ts'
import type { FailureCode } from '../domain/failures.ts'
import { FINDINGS, isFindingCode } from '../domain/findings.ts'
import { cut } from '../domain/width.ts'
import { say } from '../domain/words.ts'
import type { Lang } from '../domain/words.ts'
import type { House } from '../house.ts'
import type { RunResult } from '../line/run-job.ts'

interface Row { id: string; title: string | null; state: string; failure: string | null; codes: string[] | null; unpublished: boolean }

const MOST = 40

export async function nextSteps(house: House, result: RunResult, lang: Lang): Promise<string> {
  const rows = await house.ledger.sql.query<Row>(
    `select i.id, i.title, i.state, i.failure, i.published_at is null or i.column_id is null as unpublished, array(
       select f.code from finding f where f.item = i.id and f.revision = i.revision and f.level = 'hold' order by f.n) as codes
     from item i where i.job = $1 and i.state in ('normalized', 'returned', 'held') order by i.state, i.id limit $2`, [result.job, MOST + 1])
  const review = rows.filter((row) => row.state !== 'held')
  const held = rows.filter((row) => row.state === 'held')
  return [
    ...listed(say(lang, { zh: '待审(签发用所示命令):', en: 'Waiting for review (approve with the command shown):' }), review.map((row) => reviewLine(row, lang))),
    ...listed(say(lang, { zh: '待处理:', en: 'Held:' }), held.map((row) => heldLine(row, lang))),
    rows.length > MOST ? `  … guiji items ${result.job}` : '',
    say(lang, {
      zh: `接下来: guiji show 编号 看一篇的全部经过 · guiji failures ${result.job} · guiji serve ${result.job} 打开站点 · guiji audit verify`,
      en: `Next: guiji show ITEM for its whole story · guiji failures ${result.job} · guiji serve ${result.job} to look at the site · guiji audit verify`,
    }),
  ].filter((line) => line !== '').join('\n')
}

function listed(head: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [head, ...lines.slice(0, MOST)]
}

function title(row: Row): string {
  return cut(row.title ?? '—', 46)
}

function reviewLine(row: Row, lang: Lang): string {
  const why = (row.codes ?? []).map((code) => isFindingCode(code) ? say(lang, FINDINGS[code]) : code)
  const needs = row.unpublished ? ` --date "…" --column …` : ''
  return `  ${title(row)}\n    ${[...new Set(why)].join(say(lang, { zh: ';', en: '; ' })) || say(lang, { zh: '逐篇审核', en: 'every post is reviewed' })}\n    guiji approve ${row.id} --by ${say(lang, { zh: '姓名', en: 'NAME' })}${needs}`
}

function heldLine(row: Row, lang: Lang): string {
  const failure = row.failure !== null && Object.hasOwn(FAILURES, row.failure) ? FAILURES[row.failure as FailureCode] : null
  return `  #${row.id} ${title(row)}  ${row.failure ?? ''}${failure === null ? '' : `  ${say(lang, failure)}`}`
}
