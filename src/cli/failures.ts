// guiji failures: what stands in the way, grouped by code, each with what a person can do.
import { FAILURES } from '../domain/failures.ts'
import type { FailureCode, Fate } from '../domain/failures.ts'
import { numberText, say } from '../domain/words.ts'
import type { Said } from '../domain/words.ts'
import { countFailures } from '../ledger/items.ts'
import type { Run } from './command.ts'
import { hintText } from './output.ts'
import { knownJob } from './named.ts'

const FATES: Readonly<Record<Fate, Said>> = {
  retry: { zh: '自动重试', en: 'tried again by itself' },
  hold: { zh: '等人决定', en: 'a person decides' },
  stop: { zh: '无法自动完成', en: 'cannot be done by itself' },
  halt: { zh: '运行停止', en: 'stops the run' },
}

export const run: Run = async (context, [name = '']) => {
  const { name: job } = await knownJob(name, context)
  const house = await context.house()
  const rows = (await countFailures(house.ledger.sql, job)).map((row) => {
    const word = Object.hasOwn(FAILURES, row.failure) ? FAILURES[row.failure as FailureCode] : null
    return {
      code: row.failure,
      state: row.state,
      count: row.n,
      example: row.example,
      fate: word?.fate ?? null,
      hint: word === null ? null : hintText(row.failure as FailureCode, context.lang),
    }
  })
  const text = rows.map(
    (row) =>
      `${numberText(row.count).padStart(6)}  ${row.code} (${say(context.lang, FATES[row.fate ?? 'hold'])})\n        ${row.hint ?? ''}\n        ${context.paste(`show ${row.example}`)}\n        ${context.paste(`retry ${job} --code ${row.code}`)}`,
  )
  return { json: { job, failures: rows }, text: text.join('\n') || say(context.lang, { zh: '没有失败。', en: 'No failures.' }) }
}
