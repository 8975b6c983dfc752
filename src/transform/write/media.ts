// A picture, sound, film or file of the page in; what the vault has for it out. A thing we lack becomes words, never an address.
import type { Asset } from '../../domain/asset.ts'
import type { DraftMedia } from '../../domain/draft.ts'
import { isFindingCode, type FindingCode } from '../../domain/findings.ts'
import { unescapeAddress } from '../clean/address.ts'
import type { Surroundings } from '../step.ts'

export interface Sought {
  readonly kind: DraftMedia['kind']
  readonly role: DraftMedia['role']
  readonly refs: readonly string[]
  readonly alt: string
  readonly title: string
}

export interface Found {
  readonly media: DraftMedia
  /** What to tell the editor when it cannot be shown. */
  readonly trouble: FindingCode | null
}

export function seek(sought: Sought, near: Surroundings): Found {
  const entry = lookUp(sought.refs, near.media)
  const asset = entry?.asset ?? null
  const shown = asset !== null && asset.fault === null
  return { media: mediaOf(sought, shown ? asset : null), trouble: shown ? null : troubleOf(sought, asset, entry?.missing ?? null) }
}

function lookUp(refs: readonly string[], media: Surroundings['media']): { asset: Asset | null; missing: string | null } | undefined {
  let absent: { asset: Asset | null; missing: string | null } | undefined
  for (const ref of refs) {
    for (const name of namesOf(ref)) {
      const entry = media.get(name)
      if (entry === undefined) continue
      if (entry.asset !== null) return entry
      absent ??= entry
    }
  }
  return absent
}

/** The forms one reference takes in exports, the page's own first. */
function* namesOf(ref: string): Generator<string> {
  yield ref
  const plain = unescapeAddress(ref)
  yield plain
  const bare = plain.split('#')[0] ?? plain
  yield bare
  if (bare.startsWith('//')) yield `https:${bare}`
  yield bare.replace(/^\.\//, '')
  if (!/%[0-9a-f]{2}/i.test(bare)) return
  try {
    yield decodeURIComponent(bare)
  } catch {
    // Not an encoded name after all.
  }
}

function mediaOf(sought: Sought, asset: Asset | null): DraftMedia {
  const { kind, role, alt, title } = sought
  return {
    kind, ref: sought.refs[0] ?? '', role, alt, title,
    digest: asset === null ? null : (asset.publishDigest ?? asset.digest),
    mediaType: asset === null ? null : (asset.publishType ?? asset.mediaType),
    bytes: asset?.bytes ?? null, width: asset?.width ?? null, height: asset?.height ?? null,
  }
}

function troubleOf(sought: Sought, asset: Asset | null, missing: string | null): FindingCode {
  const said = asset?.fault ?? missing
  if (said !== null && isFindingCode(said)) return said
  if (sought.kind === 'video') return 'video-not-stored'
  if (sought.kind === 'audio') return 'audio-not-stored'
  return sought.refs.some((ref) => /^(?:https?:)?\/\//i.test(ref)) ? 'media-remote' : 'media-missing'
}

/** The words that stand where a missing thing was. */
export function missingWords(media: DraftMedia): string {
  const name = media.title || media.alt
  const kind = { image: '图片', audio: '音频', video: '视频', file: '附件' }[media.kind]
  return `〔${kind}缺失${name === '' ? '' : `:${name.slice(0, 80)}`}〕`
}
