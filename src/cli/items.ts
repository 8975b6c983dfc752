// guiji items: the posts of a job, filtered; a page at a time.
import { STATES, STATE_NAMES } from '../domain/states.ts'
import type { State } from '../domain/states.ts'
import { Failure } from '../domain/failures.ts'
import { cut, pad } from '../domain/width.ts'
import { dateText, say } from '../domain/words.ts'
import { listItems } from '../ledger/items.ts'
import type { Item } from '../ledger/items.ts'
import { textOption } from './command.ts'
import type { Command } from './command.ts'
import { knownJob } from './named.ts'
import { countOption } from './options.ts'

export const itemsCommand: Command = {
  name: 'items',
  args: '<JOB>',
  about: { zh: '列出文章', en: 'List the posts of a job' },
  options: [
    { flags: '--state <state>', about: { zh: '只列某一状态', en: 'Only those in this state' } },
    { flags: '--search <text>', about: { zh: '标题或编号包含', en: 'Title or key contains' } },
    { flags: '--limit <n>', about: { zh: '最多列 n 篇(默认 100)', en: 'At most n (default 100)' } },
    { flags: '--after <id>', about: { zh: '从该编号之后接着列', en: 'Go on after this id' } },
  ],
  run: async (context, [name = ''], options) => {
    const { name: job } = await knownJob(name, context)
    const house = await context.house()
    const limit = countOption(options, 'limit') ?? 100
    const items = await listItems(house.ledger.sql, {
      job, state: stateOption(textOption(options, 'state')), search: textOption(options, 'search'), limit, after: String(countOption(options, 'after') ?? 0),
    })
    const lines = items.map((item) => [
      item.id.padStart(6), pad(say(context.lang, STATES[item.state]), 10), item.published_at === null ? '—         ' : dateText(item.published_at, 'day'),
      pad(cut(item.title ?? '—', 56), 56), item.failure ?? '',
    ].join('  ').trimEnd())
    const more = items.length === limit ? items.at(-1)?.id ?? null : null
    return { json: { job, items: items.map(itemJson), after: more }, text: [...lines, more === null ? '' : `… --after ${more}`].filter((line) => line !== '').join('\n') || '—' }
  },
}

function stateOption(text: string | undefined): State | undefined {
  if (text === undefined) return undefined
  const found = STATE_NAMES.find((state) => state === text || STATES[state].zh === text)
  if (found === undefined) throw new Failure('usage', `--state must be one of: ${STATE_NAMES.join(', ')}; not "${text}"`)
  return found
}

/** One item, stable; documented in docs/cli.md. */
export function itemJson(item: Item) {
  return {
    item: item.id, key: item.key, state: item.state, kind: item.kind, title: item.title, column: item.column_id,
    published: item.published_at?.toISOString() ?? null, url: item.url, address: item.publication?.url ?? null, failure: item.failure, about: item.failure_about,
  }
}
