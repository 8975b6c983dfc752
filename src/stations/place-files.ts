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
  const mine = { ...of, fence: claim.fence }
  const turn = { began: false }
  try {
    const stands = (await broughtBefore(asset, tools, claim.doubtMs)) ?? (await sentNow(asset, tools, { mine, claim, turn }))
    await ledger.uploads.enter(mine, stands)
    return stands
  } catch (error) {
    const nothing = !turn.began || (error instanceof Failure && makesNothing(error.code))
    await ledger.uploads.release(mine, nothing && claim.doubtMs === null)
    throw error
  }
}

/** What an earlier request left there; null = nothing, and nothing of it can come any more. */
async function broughtBefore(asset: AssetToUpload, { room }: Tools, doubtMs: number | null): Promise<Uploaded | null> {
  if (doubtMs === null) return null
  const found = await room.target.findUpload(asset)
  const left = room.target.can.settleMs - doubtMs
  if (found === null && left > 0)
    throw new Failure('target-settling', both('之前的上传仍可能到达', 'an earlier upload may still arrive'), { retryAfterMs: left + 500 })
  return found
}

async function sentNow(
  asset: AssetToUpload,
  { ledger, room }: Tools,
  how: { mine: { target: string; digest: string; fence: string }; claim: { doubtMs: number | null }; turn: { began: boolean } },
): Promise<Uploaded> {
  if (how.claim.doubtMs !== null && !(await ledger.uploads.intend(how.mine)))
    throw new Failure('interrupted', both('另一进程正在上传同一文件', 'another worker is sending the same file'), { retryAfterMs: 3000 })
  how.turn.began = true
  return room.target.upload(asset)
}
