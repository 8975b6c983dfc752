// Several tellings of one post → one: of each field the best telling. Whole text over cut text, the longer list of pictures, the latest edit;
// what only one tells is taken from it. Counts are the highest seen.
import type { QuotedGone, Status, WeiboArticle, WeiboPicture, WeiboVideo } from './status.ts'

/** The order of tellings does not matter but where all else is equal. Throws on an empty list. */
export function mergeStatuses(tellings: readonly Status[]): Status {
  const [first, ...rest] = tellings.toSorted(byEdit)
  if (first === undefined) throw new RangeError('no telling to merge')
  return rest.reduce(mergeTwo, first)
}

/** The latest edit first. */
function byEdit(a: Status, b: Status): number {
  return (b.edits ?? 0) - (a.edits ?? 0)
}

function mergeTwo(a: Status, b: Status): Status {
  const text = betterText(a, b)
  return {
    mid: a.mid ?? b.mid,
    id: a.id ?? b.id,
    bid: a.bid ?? b.bid,
    uid: a.uid ?? b.uid,
    account: a.account ?? b.account,
    ...betterDate(a, b),
    text: text.text,
    textState: text.textState,
    pictures: betterPictures(a, b),
    pictureCount:
      a.pictureCount === null || b.pictureCount === null ? (a.pictureCount ?? b.pictureCount) : Math.max(a.pictureCount, b.pictureCount),
    videos: betterVideos(a.videos, b.videos),
    card: a.card ?? b.card,
    article: betterArticle(a.article, b.article),
    quoted: betterQuoted(a.quoted, b.quoted),
    links: [...a.links, ...b.links.filter(({ short }) => a.links.every((one) => one.short !== short))],
    topics: [...new Set([...a.topics, ...b.topics])],
    visible: a.visible ?? b.visible,
    edits: a.edits === null || b.edits === null ? (a.edits ?? b.edits) : Math.max(a.edits, b.edits),
    pinned: a.pinned === true || b.pinned === true ? true : (a.pinned ?? b.pinned),
    client: a.client ?? b.client,
    region: a.region ?? b.region,
    counts: highest(a.counts, b.counts),
    bareForward: (a.bareForward && b.text === null) || (b.bareForward && a.text === null) || (a.bareForward && b.bareForward),
    // somebody who still saw it tells more than somebody who came too late
    gone: isThere(a) || isThere(b) ? null : (a.gone ?? b.gone),
  }
}

function isThere({ gone, text, article, pictures }: Status): boolean {
  return gone === null && (text !== null || article !== null || pictures.length > 0)
}

const STATES = { full: 2, unknown: 1, truncated: 0 } as const

function betterText(a: Status, b: Status): Status {
  if (a.text === null || a.gone !== null) return b.text === null ? a : b
  if (b.text === null || b.gone !== null) return a
  const rank = textRank(b) - textRank(a)
  if (rank !== 0) return rank > 0 ? b : a
  const isLater = (a.edits ?? 0) !== (b.edits ?? 0)
  // markup says where links lead
  const isRicher = 'html' in b.text && 'plain' in a.text
  return !isLater && isRicher ? b : a
}

function textRank({ textState }: Status): number {
  return STATES[textState]
}

/** A whole date over one that needs the time of its capture. */
function betterDate(a: Status, b: Status): Pick<Status, 'created' | 'told' | 'capturedAt'> {
  const best = dateRank(b.created) > dateRank(a.created) ? b : a
  return { created: best.created, told: best.told, capturedAt: best.capturedAt ?? a.capturedAt ?? b.capturedAt }
}

function dateRank(created: string | null): number {
  if (created === null) return 0
  if (!/\d{4}/.test(created)) return 1
  return /\d:\d\d:\d\d|^\d{10}/.test(created) ? 4 : created.includes(':') ? 3 : 2
}

function betterPictures(a: Status, b: Status): readonly WeiboPicture[] {
  const [most, other] = b.pictures.length > a.pictures.length ? [b.pictures, a.pictures] : [a.pictures, b.pictures]
  return most.map((picture) => {
    const same = other.find(({ pid }) => pid !== null && pid === picture.pid)
    if (same === undefined) return picture
    return {
      ...picture,
      url: picture.url ?? same.url,
      file: picture.file ?? same.file,
      moving: picture.moving ?? same.moving,
      kind: same.kind === 'live' ? 'live' : picture.kind,
    }
  })
}

function betterVideos(a: readonly WeiboVideo[], b: readonly WeiboVideo[]): readonly WeiboVideo[] {
  const [most, other] = b.length > a.length ? [b, a] : [a, b]
  return most.map((video, n) => {
    const same =
      other.find(({ object }) => object !== null && object === video.object) ?? (most.length === other.length ? other[n] : undefined)
    if (same === undefined) return video
    return {
      url: video.url ?? same.url,
      file: video.file ?? same.file,
      poster: video.poster ?? same.poster,
      title: video.title ?? same.title,
      object: video.object ?? same.object,
    }
  })
}

function betterArticle(a: WeiboArticle | null, b: WeiboArticle | null): WeiboArticle | null {
  if (a === null || b === null) return a ?? b
  const [best, other] = (b.html?.length ?? -1) > (a.html?.length ?? -1) ? [b, a] : [a, b]
  return {
    id: best.id ?? other.id,
    url: best.url ?? other.url,
    title: best.title ?? other.title,
    html: best.html ?? other.html,
    cover: best.cover ?? other.cover,
    summary: best.summary ?? other.summary,
    created: best.created ?? other.created,
    locked: best.locked && (other.html === null || other.locked),
  }
}

function betterQuoted(a: Status['quoted'], b: Status['quoted']): Status['quoted'] {
  if (a === null || b === null) return a ?? b
  if (isGone(a)) return isGone(b) || b.text === null ? a : b
  if (isGone(b)) return a
  return mergeTwo(a, b)
}

function isGone(quoted: Status | QuotedGone): quoted is QuotedGone {
  return !('mid' in quoted)
}

function highest(a: Status['counts'], b: Status['counts']): Status['counts'] {
  const found = new Map(Object.entries(a))
  for (const [what, count] of Object.entries(b)) found.set(what, Math.max(count, found.get(what) ?? 0))
  return Object.fromEntries(found)
}

/** Tellings about the quoted post (its long text, say) go into it. */
export function withQuoted(status: Status, others: readonly Status[]): Status {
  const { quoted } = status
  if (quoted === null || isGone(quoted)) return status
  const same = others.filter(({ mid }) => mid !== null && mid === quoted.mid)
  return same.length === 0 ? status : { ...status, quoted: mergeStatuses([quoted, ...same]) }
}
