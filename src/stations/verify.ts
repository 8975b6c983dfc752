// published → verified: what a reader gets over HTTP equals what was sent, by meaning, and every picture answers. Trusts no memory.
import type { ReadBack } from '../domain/article.ts'
import { differences } from '../domain/compare.ts'
import { Failure } from '../domain/failures.ts'
import { both } from '../domain/words.ts'
import { meaningDigest } from './article.ts'
import { asking } from './rest.ts'
import { sentArticle } from './sent-article.ts'
import { MACHINE } from './station.ts'
import type { Station, Tools } from './station.ts'
import { FROM } from './takes.ts'

export const verifyStation: Station = {
  name: 'verify',
  from: FROM.verify,
  async work(item, tools) {
    const entry = item.publication
    if (entry?.remote_id == null || entry.url === null || entry.payload_digest === null)
      throw new Failure('target-attention', both('台账中没有该稿件的地址', 'the ledger has no address of this entry'))
    const sent = await sentArticle(item, tools)
    const published = { remoteId: entry.remote_id, url: entry.url, digest: entry.payload_digest }
    const found = await asking(tools, () => tools.room.target.read(published))
    const wrong = differences(sent, found)
    if (wrong.length > 0) await forgetBadFiles(found, tools)
    if (wrong.length > 0) throw new Failure('verify-differs', `${entry.url}: ${wrong.map((one) => one.field).join(', ')}`)
    return {
      to: 'verified',
      events: [
        {
          kind: 'item.verified',
          actor: MACHINE,
          facts: { target: entry.target, payload: entry.payload_digest, media: found.media.length },
        },
      ],
      publication: { target: entry.target, verified: true, live_digest: meaningDigest(found) },
    }
  },
}

/** A file that does not answer as it was sent must be sent again before the entry can be right. */
async function forgetBadFiles(found: ReadBack, { ledger, room }: Tools): Promise<void> {
  const bad = found.media.filter((one) => !one.ok).map((one) => one.url)
  if (bad.length > 0 && !room.target.can.filesByDigest) await ledger.uploads.forget(room.targetName, bad)
}
