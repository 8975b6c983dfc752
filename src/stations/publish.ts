// approved → published: media first, then the entry, by the publication protocol (publish-once.ts).
import { Failure } from '../domain/failures.ts'
import { both } from '../domain/words.ts'
import { standsElsewhere } from '../ledger/gathered.ts'
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
  async work(item, tools) {
    await mustStandOnce(item, tools)
    return send(item, tools, 'item.published')
  },
}

/** No post comes before readers twice: once by itself and once among others, say. */
async function mustStandOnce(item: Item, { ledger, room }: Tools): Promise<void> {
  const found = await standsElsewhere(ledger.sql, { item: item.id, target: room.targetName })
  if (found === null) return
  throw new Failure(
    'gathered-elsewhere',
    both(`${found.key} 已在第 ${found.item} 项的稿件中`, `${found.key} is before readers in item ${found.item}`),
  )
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
