// Is a stored picture what WeChat's picture server sends to strangers in place of the real one? Such a picture answers with status 200 and
// is whole; only that it is far smaller than the page promises gives it away. Pure.
import type { Asset } from '../../domain/asset.ts'
import type { Surroundings } from '../step.ts'

const SMALL_BYTES = 20_480

/**
 * Under a third of the promised width (`data-w`), and besides either 20 KB at most, or the same bytes under two or more picture ids.
 * Drawings have no pixels of their own, so they are never meant.
 */
export function isPlaceholder(asset: Asset, promised: number, near: Surroundings): boolean {
  if (asset.width === null || asset.width * 3 >= promised || asset.mediaType === 'image/svg+xml') return false
  return asset.bytes <= SMALL_BYTES || pictureIds(asset.digest, near).size > 1
}

const idsOf = new WeakMap<Surroundings['media'], Map<string, Set<string>>>()

function pictureIds(digest: string, near: Surroundings): ReadonlySet<string> {
  let ids = idsOf.get(near.media)
  if (ids === undefined) {
    ids = gathered(near.media)
    idsOf.set(near.media, ids)
  }
  return ids.get(digest) ?? NONE
}

const NONE: ReadonlySet<string> = new Set()

/** Once for all pictures of a page: digest → the picture ids its bytes have. */
function gathered(media: Surroundings['media']): Map<string, Set<string>> {
  const ids = new Map<string, Set<string>>()
  for (const [name, { asset }] of media) {
    // The second step of the path is the picture's id, the same for all its sizes.
    const id = /^(?:https?:)?\/\/[^/]+\/\w+\/([\w-]{16,})(?:[/?#]|$)/.exec(name)?.[1]
    if (asset === null || id === undefined) continue
    const known = ids.get(asset.digest) ?? new Set()
    ids.set(asset.digest, known.add(id))
  }
  return ids
}
