// An open source → items in the ledger: every post of the archive, each once, in batches, with what belongs to no post noted too.
import type { Discovered } from '../domain/archive.ts'
import { noteClaims } from '../ledger/claims.ts'
import { countUnseen, enroll, noteUnseen } from '../ledger/enroll.ts'
import { noteFunctions } from '../ledger/functions.ts'
import type { Enrolled } from '../ledger/enroll.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { MACHINE } from './station.ts'
import type { JobRoom } from './station.ts'

export interface DiscoverOptions {
  readonly run: string
  readonly limit?: number | undefined
  readonly since?: string | undefined
  /** One source key or alias; of a gathered article, that of any post in it. */
  readonly only?: string | undefined
  readonly signal: AbortSignal
  readonly onProgress: (counts: Enrolled) => void
}

export interface DiscoverResult extends Enrolled {
  readonly leftovers: number
  /** Posts of the ledger that the source no longer has, by the last look at all of it. */
  readonly unseen: number
}

const BATCH = 200

export async function discover(room: JobRoom, ledger: Ledger, options: DiscoverOptions): Promise<DiscoverResult> {
  let counts: Enrolled = { new: 0, changed: 0, unchanged: 0 }
  let batch: Discovered[] = []
  let seen = 0
  const items: number[] = []
  const flush = async () => {
    if (batch.length === 0) return
    const added = await enroll(ledger.sql, batch, { job: room.job.job, run: options.run, actor: MACHINE })
    for (const item of added.items) items.push(item)
    counts = { new: counts.new + added.new, changed: counts.changed + added.changed, unchanged: counts.unchanged + added.unchanged }
    batch = []
    options.onProgress(counts)
  }
  let whole = options.since === undefined && options.only === undefined
  try {
    for await (const found of room.source.discover(options.since)) {
      if (options.signal.aborted || seen === options.limit) {
        whole = false
        break
      }
      if (options.only !== undefined && ![found.key, ...found.aliases, ...(found.holds ?? [])].includes(options.only)) continue
      batch.push(found)
      seen += 1
      if (batch.length >= BATCH) await flush()
    }
  } catch (error) {
    // what was found until then is found: an interface whose calls are used up goes on tomorrow
    await flush().catch(() => {})
    throw error
  }
  await flush()
  const { job } = room.job
  const unseen =
    whole && !options.signal.aborted
      ? await noteUnseen(ledger.sql, items, { job, run: options.run, actor: MACHINE })
      : await countUnseen(ledger.sql, job)
  const claims = room.source.claims?.() ?? []
  if (whole && !options.signal.aborted && claims.length > 0) await noteClaims(ledger.sql, claims, { job, run: options.run, actor: MACHINE })
  const functions = room.source.functions?.()
  if (functions !== undefined)
    await noteFunctions(ledger.sql, functions, { job, run: options.run, actor: MACHINE, whole: whole && !options.signal.aborted })
  return { ...counts, unseen, leftovers: await noteLeftovers(room, ledger, options.run) }
}

async function noteLeftovers(room: JobRoom, ledger: Ledger, run: string): Promise<number> {
  const left = room.source.leftovers()
  await ledger.sql.query(
    `insert into leftover (job, run, name, why) select $1, $2, l->>'name', l->>'why' from jsonb_array_elements($3::jsonb) l on conflict do nothing`,
    [room.job.job, run, JSON.stringify(left)],
  )
  return left.length
}
