// guiji inspect: every draft looked at again with today's inspectors and word lists. Drafts stay; approvals that did not see a new finding to hold go back.
import { titleText } from './title-text.ts'
import type { Finding } from '../domain/findings.ts'
import { numberText, say } from '../domain/words.ts'
import type { Lang } from '../domain/words.ts'
import type { House } from '../house.ts'
import { listItems } from '../ledger/items.ts'
import type { Item } from '../ledger/items.ts'
import { readJob, saveJob } from '../ledger/jobs.ts'
import { reinspect } from '../stations/reinspect.ts'
import type { Reinspected } from '../stations/reinspect.ts'
import { toolsFor } from '../tools.ts'
import { EXIT } from './command.ts'
import type { Run } from './command.ts'
import { findingText } from './finding-text.ts'
import { jobFiles } from './named.ts'
import { personOf } from './options.ts'

interface New {
  readonly item: string
  readonly key: string
  readonly title: string | null
  readonly state: Item['state']
  readonly findings: readonly Finding[]
  /** Its approval did not see them: it waits for the review again. */
  readonly sentBack: boolean
}

/** On the screen; all of them are in the ledger and in `--json`. */
const SHOWN = 50

export const run: Run = async (context, [name = ''], options) => {
  const files = await jobFiles(name, context)
  const house = await context.house()
  const by = personOf(options)
  const { job } = files.job
  await saveJob(house.ledger.sql, files, by)
  const tools = await toolsFor(house, job, (await readJob(house.ledger.sql, job)).digest)
  const counts = { looked: 0, changed: 0, sentBack: 0 }
  const fresh: New[] = []
  for await (const item of drafted(house, job)) {
    if (context.signal.aborted) break
    counts.looked += 1
    const seen = await reinspect(item, by, tools)
    if (seen !== null) {
      counts.changed += 1
      if (seen.sentBack) counts.sentBack += 1
      if (seen.fresh.length > 0) fresh.push(newOf(item, seen))
    }
    if (counts.looked % 500 === 0) context.note(numberText(counts.looked))
  }
  return {
    json: { job, ...counts, new: fresh },
    text: textOf(fresh, counts, context.lang),
    exit: fresh.some(({ findings }) => findings.some(({ level }) => level === 'hold')) ? EXIT.problems : EXIT.done,
  }
}

function newOf({ id, key, title, state }: Item, { fresh, sentBack }: Reinspected): New {
  return { item: id, key, title, state, findings: fresh, sentBack }
}

function textOf(fresh: readonly New[], counts: { looked: number; changed: number; sentBack: number }, lang: Lang): string {
  const shown = fresh
    .slice(0, SHOWN)
    .flatMap(({ item, title, findings, sentBack }) => [
      `#${item}  ${titleText(title)}${sentBack ? say(lang, { zh: '  (退回待审)', en: '  (back to the review)' }) : ''}`,
      ...findings.map((one) => `  ${one.level === 'hold' ? '●' : '○'} ${findingText(one, lang)}`),
    ])
  const rest = fresh.length - SHOWN
  return [
    ...shown,
    ...(rest > 0 ? [say(lang, { zh: `另有 ${numberText(rest)} 篇,见 --json`, en: `${numberText(rest)} more: see --json` })] : []),
    say(lang, {
      zh: `查看 ${numberText(counts.looked)} 篇:${numberText(counts.changed)} 篇提示有变,${numberText(fresh.length)} 篇有新发现,${numberText(counts.sentBack)} 篇退回待审。`,
      en: `${numberText(counts.looked)} posts looked at: findings of ${numberText(counts.changed)} changed, ${numberText(fresh.length)} have new ones, ${numberText(counts.sentBack)} went back to the review.`,
    }),
  ].join('\n')
}

async function* drafted(house: House, job: string): AsyncGenerator<Item> {
  for (let after = '0'; ;) {
    const page = await listItems(house.ledger.sql, { job, limit: 200, after })
    for (const item of page) if (item.revision !== null) yield item
    const last = page.at(-1)
    if (last === undefined || page.length < 200) return
    after = last.id
  }
}
