// The ledger as the rest of guiji sees it: opened once, handed on by main.
import type { Database } from './database.ts'
import { openDoor } from './door.ts'
import { openBacklog } from './backlog.ts'
import type { Takes } from './backlog.ts'
import { openLoader } from './items.ts'
import type { Change } from '../domain/change.ts'
import { noteSent, openClaims, openLinkResolver, openSentLinks, openSteps } from './publications.ts'
import { openRest } from './rest.ts'
import { openUploads } from './uploads.ts'

export function openLedger<Name extends string>(
  database: Database,
  takes: readonly Takes<Name>[],
  options: { readonly leaseSeconds: number },
) {
  const uploads = openUploads(database)
  return {
    sql: database,
    advance: openDoor(database),
    load: openLoader(database),
    noteSent: (change: Change) => noteSent(database, change),
    leaseMs: options.leaseSeconds * 1000,
    claim: openClaims(database),
    step: openSteps(database),
    uploads,
    rest: openRest(database),
    linksOf: openLinkResolver(database),
    sentLinksOf: openSentLinks(database),
    backlog: openBacklog(database, takes),
    /** Milliseconds to wait before the next request to a host, over all workers. */
    async pace(host: string, perSecond: number): Promise<number> {
      const [row] = await database.query<{ wait: number }>(
        'select pass_gate($1, $2::interval) as wait',
        [host, `${1000 / perSecond} milliseconds`],
        'pace',
      )
      return Math.max(0, row?.wait ?? 0)
    },
  }
}

export type Ledger = ReturnType<typeof openLedger<'fetch' | 'normalize' | 'publish' | 'verify' | 'relink'>>
