// guiji renormalize: makes every draft again from its capture with today's code and mapping, fetching nothing; changed drafts go through review again.
import { Failure } from '../domain/failures.ts'
import { numberText, say } from '../domain/words.ts'
import type { House } from '../house.ts'
import { listItems } from '../ledger/items.ts'
import type { Item } from '../ledger/items.ts'
import { readJob, saveJob } from '../ledger/jobs.ts'
import type { JobRoom } from '../stations/station.ts'
import { remade } from '../stations/remake.ts'
import type { Run } from './command.ts'
import { jobFiles } from './named.ts'
import { personOf } from './options.ts'

export const run: Run = async (context, [name = ''], options) => {
  const files = await jobFiles(name, context)
  const house = await context.house()
  const by = personOf(options)
  await saveJob(house.ledger.sql, files, by)
  const { digest } = await readJob(house.ledger.sql, files.job.job)
  const room = await house.rooms.of(files.job.job, digest)
  const counts = { looked: 0, changed: 0, same: 0, skipped: 0 }
  for await (const item of captured(house, files.job.job)) {
    if (context.signal.aborted) break
    counts.looked += 1
    counts[await sendBack(item, { house, room, by })] += 1
    if (counts.looked % 500 === 0) context.note(numberText(counts.looked))
  }
  return {
    json: { job: files.job.job, ...counts },
    text: say(context.lang, {
      zh: `查看 ${numberText(counts.looked)} 篇:${numberText(counts.changed)} 篇将重新整理,${numberText(counts.same)} 篇不变,${numberText(counts.skipped)} 篇未动。接着: ${context.paste(`run ${files.job.job}`)}`,
      en: `${numberText(counts.looked)} posts looked at: ${numberText(counts.changed)} will be normalized again, ${numberText(counts.same)} are the same, ${numberText(counts.skipped)} left alone. Next: ${context.paste(`run ${files.job.job}`)}`,
    }),
  }
}

async function* captured(house: House, job: string): AsyncGenerator<Item> {
  for (let after = '0'; ;) {
    const page = await listItems(house.ledger.sql, { job, limit: 200, after })
    for (const item of page) if (item.capture !== null) yield item
    const last = page.at(-1)
    if (last === undefined || page.length < 200) return
    after = last.id
  }
}

/** Only a draft that would come out different goes back to `fetched`; the normalize station then makes the new revision. */
async function sendBack(item: Item, using: { house: House; room: JobRoom; by: string }): Promise<'changed' | 'same' | 'skipped'> {
  const { house, room, by } = using
  if (['archived', 'excluded', 'gone', 'withdrawn', 'discovered', 'fetched'].includes(item.state)) return 'skipped'
  try {
    if ((await remade(item, room, { vault: house.vault, sql: house.ledger.sql })) === item.draft_digest) return 'same'
  } catch (error) {
    // damage of the vault is no change of a draft
    if (!(error instanceof Failure) || error.fate === 'halt') throw error
  }
  const passed = await house.ledger.advance({
    item: item.id,
    job: item.job,
    run: item.run,
    from: item.state,
    epoch: null,
    to: 'fetched',
    patch: {},
    events: [{ kind: 'item.reread', actor: by, facts: { from: item.state, by: room.madeBy } }],
  })
  return passed ? 'changed' : 'skipped'
}
