// The digest of the draft that today's code makes of an item's capture; changes nothing. Null = the page is no post any more.
import { readMasks } from '../ledger/masks.ts'
import { readParts } from '../ledger/items.ts'
import type { Item } from '../ledger/items.ts'
import type { Sql } from '../ledger/sql.ts'
import type { Vault } from '../vault/vault.ts'
import { draftDigest, draftOf, material } from './normalize.ts'
import type { JobRoom } from './station.ts'

export async function remade(item: Item, room: JobRoom, stores: { vault: Vault; sql: Sql }): Promise<string | null> {
  const parts = await readParts(stores.sql, item.id)
  const page = room.source.parse(await material(item, parts, stores.vault))
  if (page.state !== 'ok') return null
  const masks = await readMasks(stores.sql, item.id)
  return draftDigest(draftOf(page, parts, { room, registeredAt: item.created_at, masks }).draft)
}
