// Takes a published post away from readers, by a person with a name and a reason: only while the site still holds what guiji put there.
// What was published, and by whom it was withdrawn, stays in the ledger for ever.
import type { Published } from '../domain/article.ts'
import { Failure, makesNothing } from '../domain/failures.ts'
import { STATES } from '../domain/states.ts'
import { both } from '../domain/words.ts'
import type { Item } from '../ledger/items.ts'
import { tell } from '../ledger/jobs.ts'
import { holdEntry, WITHDRAWAL } from '../ledger/live.ts'
import type { Held } from '../ledger/live.ts'
import type { Said } from './decide.ts'
import { entryOf, lookAt } from './live-entry.ts'
import type { Tools } from './station.ts'

/** Throws Failure `not-allowed` (nothing to withdraw, or it is in hand) or `target-edited` (the site holds other words now). */
export async function withdraw(item: Item, said: Said, tools: Tools): Promise<void> {
  const { ledger, room } = tools
  const entry = entryOf(item)
  if (entry === null)
    throw refused(
      `第 ${item.id} 项(${STATES[item.state].zh})没有可供读者打开的稿件`,
      `item ${item.id} (${item.state}) has no entry that readers could open`,
    )
  if (item.ticketed) throw refused(`第 ${item.id} 项正在处理;稍后再撤`, `item ${item.id} is in hand; withdraw it when that has ended`)
  const fence = await taken(item, entry, { said, tools })
  const passed = await ledger.advance({
    item: item.id,
    job: item.job,
    run: item.run,
    from: item.state,
    epoch: null,
    seen: item.epoch,
    to: 'withdrawn',
    patch: {},
    events: [
      {
        kind: 'item.withdrawn',
        actor: said.by,
        facts: { target: room.targetName, entry: entry.remoteId, address: entry.url, reason: said.reason },
      },
    ],
    publication: { target: room.targetName, withdrawn: true, fence },
    review: { revision: item.revision, draft_digest: item.draft_digest, decision: 'withdraw', by: said.by, reason: said.reason },
  })
  if (passed) return
  await ledger.step({ item: item.id, target: room.targetName, fence, step: 'unsent' })
  throw refused(
    `第 ${item.id} 项在撤稿时已变化;页面已撤,请再看一次: npx guiji show ${item.id}`,
    `item ${item.id} moved on meanwhile; its page is withdrawn, look again with npx guiji show ${item.id}`,
  )
}

/** The entry is gone from the site; under this fence the ledger hears of it. */
async function taken(item: Item, entry: Published, { said, tools }: { said: Said; tools: Tools }): Promise<string> {
  const { ledger, room } = tools
  const leaseMs = Math.max(ledger.leaseMs, room.target.can.settleMs)
  const mine = { item: item.id, target: room.targetName }
  const startedAt = tools.clock()
  const held = await holdEntry(ledger.sql, { ...mine, epoch: item.epoch, leaseMs })
  if (held === null)
    throw refused(
      `第 ${item.id} 项正在发布,或已变化;稍后再看一次: npx guiji show ${item.id}`,
      `item ${item.id} is being published, or has moved on; look again later with npx guiji show ${item.id}`,
    )
  const { fence } = held
  let began = false
  try {
    mustBeSettled(held, tools)
    const look = await lookAt(item, entry, tools)
    if (look.drift === 'changed' || item.publication?.kept === true)
      throw new Failure('target-edited', both(`${entry.url} 已不是 guiji 发布的内容`, `${entry.url} is no longer what guiji published`))
    // told before the site is asked: whoever finds the page gone finds out why
    await tell(ledger.sql, { kind: 'item.withdrawing', item: item.id, job: item.job, actor: said.by, facts: { target: room.targetName } })
    // it may take several requests; should this process die among them, each will have begun before the lease is over
    const intended = await ledger.step({ ...mine, fence, step: 'intend', digest: WITHDRAWAL, withinMs: leaseMs })
    if (!intended || tools.clock() - startedAt > leaseMs)
      throw refused(`第 ${item.id} 项已由另一进程处理;请再看一次`, `another process has item ${item.id} in hand now; look again`)
    began = true
    await room.target.withdraw(entry, said.reason ?? '')
    await mustBeGone(entry, tools)
    return fence
  } catch (error) {
    await letGo(error, { ...mine, fence, began }, tools)
    throw error
  }
}

/** The lease goes back; a withdrawal that may have left, and may still arrive, is kept in mind by whoever publishes next. */
async function letGo(error: unknown, turn: { item: string; target: string; fence: string; began: boolean }, tools: Tools): Promise<void> {
  const { began, ...mine } = turn
  if (!began) return void (await tools.ledger.step({ ...mine, step: 'release' }))
  const isNothing = error instanceof Failure && makesNothing(error.code)
  if (isNothing) return void (await tools.ledger.step({ ...mine, step: 'unsent' }))
  // nothing more leaves from now on: the doubt need not last as long as the lease
  await tools.ledger.step({ ...mine, step: 'intend', digest: WITHDRAWAL, withinMs: 0 })
  await tools.ledger.step({ ...mine, step: 'release' })
}

/** A request of old that arrived after the withdrawal would show the post again; an earlier withdrawal would not. */
function mustBeSettled({ doubtMs, doubtDigest }: Held, { room }: Tools): void {
  const left = doubtMs === null || doubtDigest === WITHDRAWAL ? 0 : room.target.can.settleMs - doubtMs
  const seconds = Math.ceil(left / 1000)
  if (left > 0)
    throw refused(
      `之前的发布请求结果未明,可能仍会到达;请在 ${seconds} 秒后再撤`,
      `an earlier request may still arrive and show it again; withdraw it in ${seconds} seconds`,
    )
}

async function mustBeGone(entry: Published, tools: Tools): Promise<void> {
  const back = await tools.room.target.read(entry)
  if (back.status === 200)
    throw new Failure('target-attention', both(`${entry.url} 撤稿后仍可打开`, `${entry.url} still opens after it was withdrawn`))
}

function refused(zh: string, en: string): Failure {
  return new Failure('not-allowed', both(zh, en))
}
