// guiji failures: what stands in the way, grouped by code, each with what a person can do.
import { FAILURES } from '../domain/failures.ts'
import type { FailureCode } from '../domain/failures.ts'
import { numberText, say } from '../domain/words.ts'
import { countFailures } from '../ledger/items.ts'
import type { Command } from './command.ts'
import { knownJob } from './named.ts'

export const failuresCommand: Command = {
  name: 'failures',
  args: '<JOB>',
  about: { zh: '失败按代码汇总,附处理办法', en: 'Failures by code, each with what to do' },
  options: [],
  run: async (context, [name = '']) => {
    const { name: job } = await knownJob(name, context)
    const house = await context.house()
    const rows = (await countFailures(house.ledger.sql, job)).map((row) => {
      const word = Object.hasOwn(FAILURES, row.failure) ? FAILURES[row.failure as FailureCode] : null
      return { code: row.failure, state: row.state, count: row.n, example: row.example, fate: word?.fate ?? null, hint: word === null ? null : say(context.lang, word) }
    })
    const text = rows.map((row) => `${numberText(row.count).padStart(6)}  ${row.code} (${row.fate ?? '?'})\n        ${row.hint ?? ''}\n        guiji show ${row.example} · guiji retry ${job} --code ${row.code}`)
    return { json: { job, failures: rows }, text: text.join('\n') || say(context.lang, { zh: '没有失败。', en: 'No failures.' }) }
  },
}
