// An article's files go in; where each stands at the target comes out. Each file is sent once over all workers and articles.
import type { Article } from '../domain/article.ts'
import { Failure, makesNothing } from '../domain/failures.ts'
import { both } from '../domain/words.ts'
import type { AssetToUpload, Place, Uploaded } from '../targets/target.ts'
import type { Tools } from './station.ts'

/** Media first, the entry last: no article is shown before its files stand. */
export async function placeFiles(article: Article, tools: Tools): Promise<Place['media']> {
  const { target } = tools.room
  const placed = new Map<string, Uploaded>()
  for (const { digest, mediaType, title, alt } of article.media) {
    if (digest === null || placed.has(digest)) continue
    const asset = { digest, mediaType: mediaType ?? 'application/octet-stream', name: title || alt, alt }
    placed.set(digest, target.can.filesByDigest ? await target.upload(asset) : await placeOnce(asset, tools))
  }
  return placed
}

async function placeOnce(asset: AssetToUpload, tools: Tools): Promise<Uploaded> {
  const { ledger, room } = tools
  const of = { target: room.targetName, digest: asset.digest }
  const known = await ledger.uploads.known(of)
  if (known !== null) return known
  const claim = await ledger.uploads.claim({ ...of, leaseMs: Math.max(ledger.leaseMs, room.target.can.settleMs) })
  if (claim === null) {
    const now = await ledger.uploads.known(of)
    if (now !== null) return now
    throw new Failure('interrupted', both('另一进程正在上传同一文件', 'another worker is sending the same file'), { retryAfterMs: 3000 })
  }
  try {
    const stands = (claim.hadIntent ? await room.target.findUpload(asset) : null) ?? (await room.target.upload(asset))
    await ledger.uploads.enter({ ...of, fence: claim.fence }, stands)
    return stands
  } catch (error) {
    await ledger.uploads.release({ ...of, fence: claim.fence }, error instanceof Failure && makesNothing(error.code) && !claim.hadIntent)
    throw error
  }
}
