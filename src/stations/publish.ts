// approved → published: media first, then the entry, by the publication protocol (publish-once.ts).
import type { Item } from '../ledger/items.ts'
import { addressesNow, articleOf } from './article.ts'
import { publishOnce } from './publish-once.ts'
import { asking } from './rest.ts'
import { MACHINE } from './station.ts'
import type { Outcome, Station, Tools } from './station.ts'
import { FROM } from './takes.ts'

export const publishStation: Station = {
  name: 'publish',
  from: FROM.publish,
  work: (item, tools) => send(item, tools, 'item.published'),
}

/** Sends and tells; shared with relink, which sends the same entry again with new addresses. */
export async function send(item: Item, tools: Tools, kind: string): Promise<Outcome> {
  const { room } = tools
  const draft = await tools.readDraft(item.draft_digest ?? '')
  const addresses = await addressesNow(item, draft, tools)
  const planned = articleOf(draft, room, { addresses, migratedAt: '' })
  const { article, published, payload, fence } = await asking(tools, () => publishOnce(planned, item, tools))
  return {
    to: 'published',
    events: [{ kind, actor: MACHINE, facts: { target: room.targetName, revision: item.revision, payload, address: published.url } }],
    publication: {
      target: room.targetName,
      fence,
      remote_id: published.remoteId,
      url: published.url,
      payload_digest: payload,
      revision: item.revision ?? 0,
      title: article.title,
      sort_at: article.publishedAt,
      column_id: article.column.id,
    },
    addresses: [...addresses].map(([url, address]) => ({ url, address })),
    ...(item.relink === null ? {} : { relinked: item.relink }),
  }
}
