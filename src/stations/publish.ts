// approved → published: media first, then the entry, under a claim that was committed before the target was asked (DESIGN section 7).
import type { Article, Published } from '../domain/article.ts'
import { Failure } from '../domain/failures.ts'
import { both } from '../domain/words.ts'
import type { Item } from '../ledger/items.ts'
import { addressesNow, articleOf, payloadDigest } from './article.ts'
import { MACHINE } from './station.ts'
import type { Outcome, Station, Tools } from './station.ts'
import { FROM } from './takes.ts'

export const publishStation: Station = {
  name: 'publish',
  from: FROM.publish,
  work: (item, tools) => send(item, tools, 'item.published'),
}

/** Claims, sends and tells; shared with relink, which sends the same entry again with new addresses. */
export async function send(item: Item, tools: Tools, kind: string): Promise<Outcome> {
  const { room, ledger } = tools
  const draft = await tools.readDraft(item.draft_digest ?? '')
  const addresses = await addressesNow(item, draft, tools)
  const planned = articleOf(draft, room, { addresses, migratedAt: '' })
  const claim = await ledger.claim({
    item: item.id,
    target: room.targetName,
    key: item.key,
    digest: payloadDigest(planned),
    epoch: item.epoch,
  })
  if (claim === null)
    throw new Failure('interrupted', both('另一进程正在发布', 'another worker holds this publication'), { retryAfterMs: 5000 })
  const article: Article = { ...planned, migratedAt: claim.firstAt.toISOString() }
  const payload = payloadDigest(article)
  const published = await put(article, item, { tools, look: claim.hadIntent })
  return {
    to: 'published',
    events: [{ kind, actor: MACHINE, facts: { target: room.targetName, revision: item.revision, payload, address: published.url } }],
    publication: {
      target: room.targetName,
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

/** After an unknown outcome a target that can't refuse twins is asked before anything is sent again (house law 4). */
async function put(article: Article, item: Item, how: { tools: Tools; look: boolean }): Promise<Published> {
  const { target } = how.tools.room
  if (how.look && !target.can.uniqueEnforced) {
    const found = target.can.lookup ? await target.find(item.key) : null
    if (found === null)
      throw new Failure(
        'target-attention',
        both('之前的请求可能已建稿件,但未查到', 'an earlier request may have made an entry, and none is found'),
      )
  }
  for (const media of article.media) {
    if (media.digest === null) continue
    await target.upload({ digest: media.digest, mediaType: media.mediaType ?? 'application/octet-stream', name: media.title || media.alt })
  }
  return target.put(article, item.key)
}
