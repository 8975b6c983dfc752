// When a run has nothing more to publish: the target writes its lists, feeds and redirects from all published articles.
import { siteEntries } from '../ledger/publications.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { JobRoom } from './station.ts'

export async function finishSite(room: JobRoom, ledger: Ledger): Promise<void> {
  await room.target.finish((column) =>
    siteEntries(ledger.sql, { target: room.targetName, columnId: column, addressesOf: room.source.addressesOf }),
  )
}
