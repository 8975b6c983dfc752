// guiji functions: the inventory of what the account offered to people, what each still lacks, as text, JSON or a CSV file to complete.
import { closeSync, openSync, writeSync } from 'node:fs'
import { DESTINATIONS, FUNCTION_KINDS, lacksOf } from '../domain/functions.ts'
import { cut } from '../domain/width.ts'
import { dateText, numberText, say } from '../domain/words.ts'
import type { Lang } from '../domain/words.ts'
import { listFunctions, openFunctions } from '../ledger/functions.ts'
import type { FunctionCounts, FunctionRow } from '../ledger/functions.ts'
import type { Sql } from '../ledger/sql.ts'
import { misuse, textOption } from './command.ts'
import type { Answer, Context, Run } from './command.ts'
import { aliveWord, csvHead, csvRow } from './functions-csv.ts'
import { knownJob } from './named.ts'
import { countOption, personOf } from './options.ts'

const PAGE = 500

export const run: Run = async (context, [name = ''], options) => {
  const limit = countOption(options, 'limit') ?? PAGE
  const file = textOption(options, 'csv')
  const filter = { open: options['open'] === true, after: textOption(options, 'after') }
  const { name: job } = await knownJob(name, context)
  const { sql } = (await context.house()).ledger
  if (options['probe'] === true) {
    const { probeFunctions } = await import('./functions-probe.ts')
    await probeFunctions(job, personOf(options), context)
  }
  const counts = await openFunctions(sql, job)
  if (file !== undefined) return exported(file, { job, sql, counts, open: filter.open }, context)
  const rows = await listFunctions(sql, { job, ...filter, limit: limit + 1 })
  const page = rows.slice(0, limit)
  const after = rows.length > limit ? (page.at(-1)?.key ?? null) : null
  const more =
    after === null
      ? []
      : [say(context.lang, { zh: `… 还有;接着列: --after ${after}`, en: `… there are more; go on with --after ${after}` })]
  return {
    json: { job, ...counts, functions: page.map(functionJson), after },
    text: [...page.map((row) => lineOf(row, context.lang)), ...more, countsText(counts, context.lang)].join('\n'),
  }
}

export function countsText({ total, open, unseen }: FunctionCounts, lang: Lang): string {
  const n = numberText
  const gone =
    unseen === 0
      ? { zh: '', en: '' }
      : { zh: `,其中 ${n(unseen)} 项已不在来源和文章中`, en: `, ${n(unseen)} of them in no source and no post any more` }
  if (total === 0) return say(lang, { zh: '没有服务功能。', en: 'There are no service functions.' })
  return open === 0
    ? say(lang, { zh: `服务功能 ${n(total)} 项${gone.zh},全部填完。`, en: `${n(total)} service functions${gone.en}, all complete.` })
    : say(lang, {
        zh: `服务功能 ${n(total)} 项${gone.zh};${n(open)} 项未填完,填完之前不能关停。`,
        en: `${n(total)} service functions${gone.en}; ${n(open)} are not complete, and the account cannot close before they are.`,
      })
}

function lineOf(row: FunctionRow, lang: Lang): string {
  const lacks = lacksOf(row)
  const words = row.name || (row.answer ?? '')
  const title = cut([row.under, words].filter((part) => part !== null && part !== '').join(' / ') || '—', 60)
  const uses =
    row.posts === 0
      ? ''
      : say(lang, { zh: `${row.posts} 篇(首篇 #${row.first_post})`, en: `${row.posts} posts (first #${row.first_post})` })
  const seen = row.unseen ? say(lang, { zh: '已不在来源中', en: 'not seen any more' }) : ''
  const alive =
    row.address === null
      ? ''
      : say(lang, { zh: `能否访问: ${aliveWord(row.alive, lang) || '?'}`, en: `alive: ${aliveWord(row.alive, lang) || '?'}` })
  const how = row.alive_how === null || row.alive_how === 'person' || row.alive_how === 'answers' ? '' : `(${row.alive_how})`
  const to =
    row.destination === null
      ? say(lang, { zh: '未定去向', en: 'no destination yet' })
      : `→ ${say(lang, DESTINATIONS[row.destination])} ${row.new_address ?? row.reason ?? ''}`
  const who = row.decided_at === null ? '' : `${row.decided_by ?? ''} ${dateText(row.decided_at, 'day')}`
  return [
    `${lacks.length === 0 ? '✓' : '✗'} ${say(lang, FUNCTION_KINDS[row.kind])} · ${title}${row.address === null ? '' : `  ${cut(row.address, 100)}`}`,
    `    ${row.key}`,
    `    ${[uses, seen, alive + how, to, who].filter((part) => part !== '').join(' · ')}`,
  ].join('\n')
}

/** One function, stable; documented in docs/cli.md. */
function functionJson(row: FunctionRow) {
  return {
    key: row.key,
    kind: row.kind,
    name: row.name,
    under: row.under,
    address: row.address,
    answer: row.answer,
    seenBy: row.seen_by,
    first: row.first_at.toISOString(),
    last: row.last_at.toISOString(),
    unseen: row.unseen,
    posts: row.posts,
    firstPost: row.first_post,
    alive: row.alive,
    aliveHow: row.alive_how,
    to: row.destination,
    newAddress: row.new_address,
    reason: row.reason,
    by: row.decided_by,
    at: row.decided_at?.toISOString() ?? null,
    revision: row.revision,
    lacks: lacksOf(row),
  }
}

interface Export {
  readonly job: string
  readonly sql: Sql
  readonly counts: FunctionCounts
  readonly open: boolean
}

/** A page at a time, so that memory stays flat. */
async function exported(file: string, { job, sql, counts, open }: Export, { lang }: Context): Promise<Answer> {
  const out = opened(file)
  let written = 0
  try {
    writeSync(out, csvHead(lang))
    for (let after = ''; ;) {
      const rows = await listFunctions(sql, { job, open, after, limit: PAGE })
      writeSync(out, rows.map((row) => csvRow(row, lang)).join(''))
      written += rows.length
      if (rows.length < PAGE) break
      after = rows.at(-1)?.key ?? ''
    }
  } finally {
    closeSync(out)
  }
  const said = { zh: `${numberText(written)} 项写入 ${file}`, en: `${numberText(written)} written to ${file}` }
  return { json: { job, ...counts, file, written }, text: `${say(lang, said)}\n${countsText(counts, lang)}` }
}

function opened(file: string): number {
  try {
    return openSync(file, 'w')
  } catch {
    throw misuse(`写不了文件“${file}”`, `the file "${file}" cannot be written`)
  }
}
