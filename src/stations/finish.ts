// When a run has nothing more to publish: the target writes its lists, feeds and redirects from all published articles.
import { siteEntries } from '../ledger/publications.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { JobRoom } from './station.ts'
import { sweepStrays } from './sweep-strays.ts'

/** One at a time per target: of two jobs that share a site, the later one must see what the earlier one published. */
export async function finishSite(room: JobRoom, ledger: Ledger): Promise<void> {
  const name = `guiji.finish.${room.targetName}`
  await ledger.sql.session(async (held) => {
    await held.query('select pg_advisory_lock(hashtextextended($1, 0))', [name])
    try {
      await sweepStrays(room, ledger, Date.now())
      await room.target.finish((column) =>
        siteEntries(ledger.sql, {
          target: room.targetName,
          columnId: column,
          addressesOf: room.source.addressesOf,
          isOfPlatform: (url) => room.source.keysOf(url).length > 0,
        }),
      )
    } finally {
      await held.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name])
    }
  })
}
