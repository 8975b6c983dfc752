// Drafts that a dead or fenced worker left at a target: removed when, and only when, their article is public under another name there and
// no request of old can still be under way. The only place that deletes anything at a target (DESIGN section 7).
import { settledEntries } from '../ledger/live.ts'
import { tell } from '../ledger/jobs.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Stray } from '../targets/target.ts'
import { MACHINE } from './station.ts'
import type { JobRoom } from './station.ts'

const AT_ONCE = 100

/** Returns how many were removed. `now`: ms since the epoch. */
export async function sweepStrays(
  room: Pick<JobRoom, 'target' | 'targetName' | 'job'>,
  ledger: Pick<Ledger, 'sql'>,
  now: number,
): Promise<number> {
  const { target } = room
  if (!target.can.stages) return 0
  // all are found before the first goes: a list that is paged must not shrink under the reader
  const old: Stray[] = []
  for await (const stray of target.strays()) if (stray.madeAt + target.can.settleMs <= now) old.push(stray)
  let removed = 0
  for (let at = 0; at < old.length; at += AT_ONCE) removed += await removeThose(old.slice(at, at + AT_ONCE), room, ledger)
  return removed
}

async function removeThose(
  strays: readonly Stray[],
  room: Pick<JobRoom, 'target' | 'targetName' | 'job'>,
  ledger: Pick<Ledger, 'sql'>,
): Promise<number> {
  if (strays.length === 0) return 0
  const names = [...new Set(strays.map((stray) => stray.name))]
  const settled = await settledEntries(ledger.sql, room.targetName, names)
  let removed = 0
  for (const stray of strays) {
    const entry = settled.get(stray.name)
    if (entry === undefined || entry.remoteId === stray.remoteId) continue
    await room.target.discard(stray)
    removed += 1
    const facts = { target: room.targetName, discarded: stray.remoteId, entry: entry.remoteId }
    await tell(ledger.sql, { kind: 'item.draft-discarded', item: entry.item, job: room.job.job, actor: MACHINE, facts })
  }
  return removed
}
