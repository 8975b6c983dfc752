// verified → published again, when posts it links to have got new addresses; verify then reads it back once more.
import { send } from './publish.ts'
import { MACHINE } from './station.ts'
import type { Station } from './station.ts'

export const relinkStation: Station = {
  name: 'relink',
  from: 'verified',
  async work(item, tools) {
    const known = new Map((await tools.ledger.sql.query<{ url: string; address: string | null }>(
      'select url, address from link where item = $1', [item.id], 'known_links')).map((row) => [row.url, row.address]))
    const now = await tools.ledger.linksOf(item.id)
    const same = [...now].every(([url, address]) => known.get(url) === address)
    if (same) return { to: 'verified', events: [{ kind: 'item.relinked', actor: MACHINE, facts: { changed: false } }], patch: { relink: false } }
    return send(item, tools, 'item.relinked')
  },
}
