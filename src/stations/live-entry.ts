// An entry that stands at a target, compared with what guiji put there. Changes nothing.
import type { Published } from '../domain/article.ts'
import { differences } from '../domain/compare.ts'
import type { Difference } from '../domain/compare.ts'
import type { Item } from '../ledger/items.ts'
import { meaningDigest } from './article.ts'
import { lastSent } from './sent-article.ts'
import type { Tools } from './station.ts'

export interface Look {
  /** null = readers meet what was published, or what a person accepted since. */
  readonly drift: 'gone' | 'changed' | 'media' | null
  readonly differences: readonly Difference[]
  /** What readers meet, by meaning. */
  readonly digest: string
}

/** Null = the ledger knows no entry that readers could open. */
export function entryOf(item: Item): Published | null {
  const entry = item.publication
  if (entry?.remote_id == null || entry.url === null || entry.withdrawn_at !== null) return null
  return { remoteId: entry.remote_id, url: entry.url, digest: entry.payload_digest ?? '' }
}

export async function lookAt(item: Item, entry: Published, tools: Tools): Promise<Look> {
  const back = await tools.room.target.read(entry)
  const digest = meaningDigest(back)
  if (item.publication?.live_digest === digest && back.media.every((one) => one.ok)) return { drift: null, differences: [], digest }
  if (back.status === 404 || back.status === 410) return { drift: 'gone', differences: [], digest }
  const sent = await lastSent(item, tools)
  if (sent === null) return { drift: 'changed', differences: [], digest }
  const found = differences(sent, back)
  return { drift: driftOf(found), differences: found, digest }
}

function driftOf(found: readonly Difference[]): Look['drift'] {
  if (found.length === 0) return null
  return found.every((one) => one.field === 'media') ? 'media' : 'changed'
}
