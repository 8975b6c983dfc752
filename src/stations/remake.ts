// The digest of the draft that today's code makes of an item's capture; changes nothing. Null = the page is no post any more.
import type { Item } from '../ledger/items.ts'
import type { Vault } from '../vault/vault.ts'
import { draftDigest, draftOf, material } from './normalize.ts'
import type { JobRoom } from './station.ts'

export async function remade(item: Item, room: JobRoom, vault: Vault): Promise<string | null> {
  const parts = item.parts ?? []
  const page = room.source.parse(await material(item, parts, vault))
  return page.state === 'ok' ? draftDigest(draftOf(page, parts, room, item.created_at).draft) : null
}
