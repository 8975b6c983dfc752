// Which state each station takes its items from: all that the ledger needs to know of the way, without the stations' code.
import type { State } from '../domain/states.ts'
import type { Station } from './station.ts'

export const FROM = {
  fetch: 'discovered',
  normalize: 'fetched',
  publish: 'approved',
  verify: 'published',
  relink: 'verified',
} as const satisfies Record<Station['name'], State>

/** The same as the ledger's backlog needs it. */
export const TAKES = (Object.keys(FROM) as Station['name'][]).map((station) => ({
  station,
  from: FROM[station],
  relink: station === 'relink',
}))
