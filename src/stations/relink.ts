// verified → published again, when posts it links to have got new addresses; verify then reads it back once more.
import { addressesNow } from './article.ts'
import { send } from './publish.ts'
import { MACHINE } from './station.ts'
import type { Station } from './station.ts'
import { FROM } from './takes.ts'

export const relinkStation: Station = {
  name: 'relink',
  from: FROM.relink,
  async work(item, tools) {
    const draft = await tools.readDraft(item.draft_digest ?? '')
    const [known, now] = await Promise.all([tools.ledger.sentLinksOf(item.id), addressesNow(item, draft, tools)])
    const same = [...now].every(([url, address]) => known.get(url) === address)
    if (same || item.publication?.kept === true)
      return { to: 'verified', events: [{ kind: 'item.relinked', actor: MACHINE, facts: { changed: false } }], relinked: item.relink ?? 0 }
    return send(item, tools, 'item.relinked')
  },
}
