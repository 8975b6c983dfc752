// The ledger as the rest of guiji sees it: opened once, handed on by main.
import type { Database } from './database.ts'
import { openDoor } from './door.ts'
import { openBacklog } from './backlog.ts'
import type { Takes } from './backlog.ts'
import { openHostGate } from './host-gate.ts'
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
    hosts: openHostGate(database),
    linksOf: openLinkResolver(database),
    sentLinksOf: openSentLinks(database),
    backlog: openBacklog(database, takes),
    /** Milliseconds to wait before the next request to a host, over all workers. */
    pace: async (host: string, perSecond: number): Promise<number> => (await turnAt(database, { host, perSecond, mostMs: null })) ?? 0,
    /** The same; null = it would be more than `mostMs` (null = no limit), and no turn is kept for the caller. */
    turnWithin: (of: Turn): Promise<number | null> => turnAt(database, of),
  }
}

interface Turn {
  readonly host: string
  readonly perSecond: number
  readonly mostMs: number | null
}

async function turnAt(database: Database, { host, perSecond, mostMs }: Turn): Promise<number | null> {
  const [row] = await database.query<{ wait: number | null }>(
    "select pass_gate($1, $2::interval, $3 * interval '1 millisecond') as wait",
    [host, `${1000 / perSecond} milliseconds`, mostMs],
    'pace',
  )
  return row?.wait == null ? null : Math.max(0, row.wait)
}

export type Ledger = ReturnType<typeof openLedger<'fetch' | 'normalize' | 'publish' | 'verify' | 'relink'>>
