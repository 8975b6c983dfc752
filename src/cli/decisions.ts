// guiji hold, release, exclude, archive, gone, return, reopen, approve and retry: a person's decisions, each with a name in the audit log.
import { FAILURES, Failure } from '../domain/failures.ts'
import { STATES } from '../domain/states.ts'
import { both, say } from '../domain/words.ts'
import { listItems } from '../ledger/items.ts'
import type { Item } from '../ledger/items.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { readJob } from '../ledger/jobs.ts'
import { approve, decide } from '../stations/decide.ts'
import type { VerbName } from '../stations/decide.ts'
import { misuse, textOption } from './command.ts'
import type { Run } from './command.ts'
import { knownJob, oneItem } from './named.ts'
import { countOption, deciderOf, personOf, reasonOf, timeOption } from './options.ts'

/** One decision about one post. */
export function deciding(verb: VerbName): Run {
  return async (context, [name = ''], options) => {
    const said = { verb, by: deciderOf(options), reason: reasonOf(options) }
    const house = await context.house()
    const item = await oneItem(name, house)
    const state = await decide(item, said, house.ledger)
    return {
      json: { item: item.id, from: item.state, state },
      text: `#${item.id} ${say(context.lang, STATES[item.state])} → ${say(context.lang, STATES[state])}`,
    }
  }
}

export const approveItem: Run = async (context, [name = ''], options) => {
  const said = {
    by: deciderOf(options),
    reason: textOption(options, 'reason') ?? null,
    column: textOption(options, 'column'),
    date: timeOption(options, 'date'),
    title: textOption(options, 'title'),
    revision: countOption(options, 'revision'),
  }
  const house = await context.house()
  const item = await oneItem(name, house)
  const { mapping } = await readJob(house.ledger.sql, item.job)
  const state = await approve(item, said, { ledger: house.ledger, vault: house.vault, columns: mapping.columns.map((one) => one.id) })
  return {
    json: { item: item.id, from: item.state, state },
    text: `#${item.id} ${say(context.lang, STATES[item.state])} → ${say(context.lang, STATES[state])}  ${say(context.lang, { zh: '接着', en: 'next' })}: ${context.paste(`run ${item.job}`)}`,
  }
}

export const retryItems: Run = async (context, [name = ''], options) => {
  const only = textOption(options, 'item')
  const code = textOption(options, 'code')
  if ([only !== undefined, code !== undefined, options['all'] === true].filter(Boolean).length !== 1) {
    throw misuse('--item、--code、--all 须且只能给出一个', 'give exactly one of --item, --code and --all')
  }
  if (code !== undefined && !Object.hasOwn(FAILURES, code))
    throw misuse(`没有失败代码“${code}”;见 docs/errors.md`, `there is no failure code "${code}"; see docs/errors.md`)
  const { name: job } = await knownJob(name, context)
  const house = await context.house()
  const items = only === undefined ? await heldItems(house.ledger.sql, job, code) : [ofJob(await oneItem(only, house), job)]
  const said = { verb: 'retry', by: personOf(options), reason: code ?? null } as const
  const retried: string[] = []
  for (const item of items) if (await triedAgain(item, said, { ledger: house.ledger, alone: only !== undefined })) retried.push(item.id)
  return {
    json: { job, retried },
    text:
      retried.length === 0
        ? say(context.lang, { zh: '没有可重试的文章。', en: 'There is nothing to try again.' })
        : say(context.lang, {
            zh: `${retried.length} 篇将在下次运行时重试: ${context.paste(`run ${job}`)}`,
            en: `${retried.length} ${retried.length === 1 ? 'post' : 'posts'} will be tried again: ${context.paste(`run ${job}`)}`,
          }),
  }
}

/** Of many, one that somebody else has just moved on is left to them. */
async function triedAgain(
  item: Item,
  said: { verb: 'retry'; by: string; reason: string | null },
  how: { ledger: Ledger; alone: boolean },
): Promise<boolean> {
  try {
    await decide(item, said, how.ledger)
    return true
  } catch (error) {
    if (how.alone || !(error instanceof Failure) || error.code !== 'not-allowed') throw error
    return false
  }
}

function ofJob(item: Item, job: string): Item {
  if (item.job === job) return item
  throw new Failure(
    'not-found',
    both(`第 ${item.id} 项属于任务 ${item.job},不属于 ${job}`, `item ${item.id} belongs to the job ${item.job}, not to ${job}`),
  )
}

/** Held because of a failure; what a person holds is for a person to release. */
export async function heldItems(sql: Parameters<typeof listItems>[0], job: string, code: string | undefined) {
  const all = []
  for (let after = '0'; ;) {
    const page = await listItems(sql, { job, state: 'held', failure: code, limit: 500, after })
    all.push(...page.filter((item) => item.failure !== 'held-by-person'))
    const last = page.at(-1)
    if (last === undefined || page.length < 500) return all
    after = last.id
  }
}
