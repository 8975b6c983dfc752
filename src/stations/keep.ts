// When the site's words and guiji's differ, a person decides whose stand: the site's are accepted as they are, or guiji's are published again.
import { Failure } from '../domain/failures.ts'
import { STATES } from '../domain/states.ts'
import type { State } from '../domain/states.ts'
import { both } from '../domain/words.ts'
import type { Item } from '../ledger/items.ts'
import type { Said } from './decide.ts'
import { entryOf, lookAt } from './live-entry.ts'
import type { Tools } from './station.ts'

export const SIDES = ['site', 'ours'] as const
export type Side = (typeof SIDES)[number]

/** An editor who was quicker than the first look is met by `verify-differs`. */
const ASKS: ReadonlySet<string> = new Set(['target-edited', 'verify-differs'])

/** The words that stand there now are the ones decided about: if they change again before `ours` is published, that asks again. */
export async function keep(item: Item, said: Said & { readonly side: Side }, tools: Tools): Promise<State> {
  const entry = entryOf(item)
  const isAsked = item.state === 'verified' || (item.state === 'held' && ASKS.has(item.failure ?? ''))
  if (entry === null || !isAsked)
    throw new Failure(
      'not-allowed',
      both(
        `第 ${item.id} 项现为“${STATES[item.state].zh}”;keep 只用于网站上内容被改过的稿件`,
        `item ${item.id} is ${item.state}; keep is for posts that were changed on the site`,
      ),
    )
  const look = await lookAt(item, entry, tools)
  if (look.drift === null && item.state === 'verified' && item.publication?.kept !== true)
    throw new Failure(
      'not-allowed',
      both(`${entry.url} 与发布的一致,无需决定`, `${entry.url} is as it was published; there is nothing to decide`),
    )
  const isGone = look.drift === 'gone'
  if (isGone && said.side === 'site')
    throw new Failure(
      'not-allowed',
      both(
        `${entry.url} 在网站上已不存在;要接受这一点请用 withdraw`,
        `${entry.url} is gone from the site; to accept that, withdraw the post`,
      ),
    )
  const to = said.side === 'site' ? 'verified' : 'approved'
  const passed = await tools.ledger.advance({
    item: item.id,
    job: item.job,
    run: item.run,
    from: item.state,
    epoch: null,
    seen: item.epoch,
    to,
    patch: {},
    events: [{ kind: 'item.kept', actor: said.by, facts: { side: said.side, reason: said.reason, found: look.digest, from: item.state } }],
    publication: isGone
      ? { target: tools.room.targetName, withdrawn: true }
      : { target: tools.room.targetName, live_digest: look.digest, kept: said.side === 'site' },
    review: { revision: item.revision, draft_digest: item.draft_digest, decision: `keep ${said.side}`, by: said.by, reason: said.reason },
  })
  if (!passed) throw new Failure('not-allowed', both(`第 ${item.id} 项已变化;请再看一次`, `item ${item.id} moved on meanwhile; look again`))
  return to
}
