// Takes a published post away from readers, by a person with a name and a reason: only while the site still holds what guiji put there.
// What was published, and by whom it was withdrawn, stays in the ledger for ever.
import { Failure } from '../domain/failures.ts'
import { STATES } from '../domain/states.ts'
import { both } from '../domain/words.ts'
import type { Item } from '../ledger/items.ts'
import { tell } from '../ledger/jobs.ts'
import { holdEntry } from '../ledger/live.ts'
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
  const held = await holdEntry(ledger.sql, {
    item: item.id,
    target: room.targetName,
    leaseMs: Math.max(ledger.leaseMs, room.target.can.settleMs),
  })
  if (held === null)
    throw refused(`第 ${item.id} 项正在发布;稍后再撤`, `item ${item.id} is being published; withdraw it when that has ended`)
  const { fence } = held
  try {
    mustBeSettled(held.doubtMs, tools)
    const look = await lookAt(item, entry, tools)
    if (look.drift === 'changed' || item.publication?.kept === true)
      throw new Failure('target-edited', both(`${entry.url} 已不是 guiji 发布的内容`, `${entry.url} is no longer what guiji published`))
    // told before the site is asked: whoever finds the page gone finds out why
    await tell(ledger.sql, { kind: 'item.withdrawing', item: item.id, job: item.job, actor: said.by, facts: { target: room.targetName } })
    await room.target.withdraw(entry, said.reason ?? '')
    await mustBeGone(item, tools)
  } catch (error) {
    await ledger.step({ item: item.id, target: room.targetName, fence, step: 'release' })
    throw error
  }
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
    publication: { target: room.targetName, withdrawn: true },
    review: { revision: item.revision, draft_digest: item.draft_digest, decision: 'withdraw', by: said.by, reason: said.reason },
  })
  if (!passed)
    throw refused(
      `第 ${item.id} 项在撤稿时已变化;页面已撤,请再看一次: npx guiji show ${item.id}`,
      `item ${item.id} moved on meanwhile; its page is withdrawn, look again with npx guiji show ${item.id}`,
    )
}

/** A request of old that arrived after the withdrawal would show the post again. */
function mustBeSettled(doubtMs: number | null, { room }: Tools): void {
  const left = doubtMs === null ? 0 : room.target.can.settleMs - doubtMs
  const seconds = Math.ceil(left / 1000)
  if (left > 0)
    throw refused(
      `之前的发布请求结果未明,可能仍会到达;请在 ${seconds} 秒后再撤`,
      `an earlier request may still arrive and show it again; withdraw it in ${seconds} seconds`,
    )
}

async function mustBeGone(item: Item, tools: Tools): Promise<void> {
  const entry = entryOf(item)
  if (entry === null) return
  const back = await tools.room.target.read(entry)
  if (back.status === 200)
    throw new Failure('target-attention', both(`${entry.url} 撤稿后仍可打开`, `${entry.url} still opens after it was withdrawn`))
}

function refused(zh: string, en: string): Failure {
  return new Failure('not-allowed', both(zh, en))
}
