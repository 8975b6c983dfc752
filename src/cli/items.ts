// guiji items: the posts of a job, filtered; a page at a time.
import { titleText } from './title-text.ts'
import { STATES, STATE_NAMES } from '../domain/states.ts'
import type { State } from '../domain/states.ts'
import { nearest } from '../domain/mistakes.ts'
import { cut, pad } from '../domain/width.ts'
import { dateText, half, say } from '../domain/words.ts'
import { listItems } from '../ledger/items.ts'
import type { Item } from '../ledger/items.ts'
import { misuse, textOption } from './command.ts'
import type { Run, Context } from './command.ts'
import { knownJob } from './named.ts'
import { countOption } from './options.ts'

export const run: Run = async (context, [name = ''], options) => {
  const limit = countOption(options, 'limit') ?? 100
  const filter = {
    state: stateOption(textOption(options, 'state')),
    search: textOption(options, 'search'),
    unseen: options['unseen'] === true,
    after: String(countOption(options, 'after') ?? 0),
  }
  const { name: job } = await knownJob(name, context)
  const house = await context.house()
  const items = await listItems(house.ledger.sql, { job, ...filter, limit: limit + 1 })
  const page = items.slice(0, limit)
  const more = items.length > limit ? (page.at(-1)?.id ?? null) : null
  const text = [
    ...page.map((item) => itemLine(item, context)),
    ...(more === null
      ? []
      : [say(context.lang, { zh: `… 还有;接着列: --after ${more}`, en: `… there are more; go on with --after ${more}` })]),
  ]
  return {
    json: { job, items: page.map(itemJson), after: more },
    text: text.join('\n') || say(context.lang, { zh: '没有符合的文章。', en: 'No post fits.' }),
  }
}

/** Titles take what the terminal leaves, 40 columns at least. */
function itemLine(item: Item, { lang }: Context): string {
  const room = Math.max(40, (process.stdout.columns || 100) - (lang === 'zh' ? 50 : 60))
  return [
    item.id.padStart(6),
    pad(say(lang, STATES[item.state]), lang === 'zh' ? 8 : 18),
    item.published_at === null ? '—         ' : dateText(item.published_at, 'day'),
    pad(cut(titleText(item.title, item.key), room), room),
    item.failure ?? '',
  ]
    .join('  ')
    .trimEnd()
}

function stateOption(text: string | undefined): State | undefined {
  if (text === undefined) return undefined
  const found = STATE_NAMES.find((state) => state === text || STATES[state].zh === text)
  if (found === undefined) {
    const meant = nearest(text, STATE_NAMES)
    const names = STATE_NAMES.join(', ')
    throw misuse(
      `--state 没有“${text}”${meant === null ? '' : `(是不是 ${meant}?)`};可用: ${names}`,
      `--state knows no "${text}"${meant === null ? '' : ` (did you mean ${meant}?)`}; one of: ${names}`,
    )
  }
  return found
}

/** One item, stable; documented in docs/cli.md. */
export function itemJson(item: Item) {
  return {
    item: item.id,
    key: item.key,
    state: item.state,
    kind: item.kind,
    title: item.title,
    column: item.column_id,
    published: item.published_at?.toISOString() ?? null,
    url: item.url,
    address: item.publication?.url ?? null,
    failure: item.failure,
    about: item.failure_about === null ? null : half('en', item.failure_about),
  }
}
