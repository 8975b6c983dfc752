// A picture, sound, film or file of the page in; what the vault has for it out. A thing we lack becomes words, never an address.
import type { Asset } from '../../domain/asset.ts'
import type { DraftMedia } from '../../domain/draft.ts'
import { isFindingCode, type FindingCode } from '../../domain/findings.ts'
import { unescapeAddress } from '../clean/address.ts'
import type { Surroundings } from '../step.ts'
import { isPlaceholder } from './placeholder.ts'

export interface Sought {
  readonly kind: DraftMedia['kind']
  readonly role: DraftMedia['role']
  readonly refs: readonly string[]
  readonly alt: string
  readonly title: string
  /** Of a picture: the width that the page promises, in pixels; 0 = none. */
  readonly promised?: number
}

export interface Found {
  readonly media: DraftMedia
  /** What to tell the editor when it cannot be shown. */
  readonly trouble: FindingCode | null
}

export function seek(sought: Sought, near: Surroundings): Found {
  const entry = lookUp(sought.refs, near.media)
  const asset = entry?.asset ?? null
  const fault = asset === null ? null : faultOf(asset, sought, near)
  const shown = asset !== null && fault === null
  return { media: mediaOf(sought, shown ? asset : null), trouble: shown ? null : troubleOf(sought, fault ?? entry?.missing ?? null) }
}

/** A file may be whole and yet not be what the page needs. */
function faultOf(asset: Asset, sought: Sought, near: Surroundings): string | null {
  const type = asset.publishType ?? asset.mediaType
  if (asset.fault !== null) return asset.fault
  if (sought.kind === 'image' && !type.startsWith('image/')) return 'media-broken'
  if ((sought.kind === 'audio' || sought.kind === 'video') && !/^(?:audio|video)\//.test(type)) return 'media-broken'
  return isPlaceholder(asset, sought.promised ?? 0, near) ? 'media-placeholder' : null
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
    kind,
    ref: sought.refs[0] ?? '',
    role,
    alt,
    title,
    digest: asset === null ? null : (asset.publishDigest ?? asset.digest),
    mediaType: asset === null ? null : (asset.publishType ?? asset.mediaType),
    bytes: asset === null || asset.publishDigest !== null ? null : asset.bytes,
    width: asset?.width ?? null,
    height: asset?.height ?? null,
  }
}

function troubleOf(sought: Sought, said: string | null): FindingCode {
  const absent = said === null || said === 'media-remote' || said === 'media-missing'
  if (absent && sought.kind === 'video') return 'video-not-stored'
  if (absent && sought.kind === 'audio') return 'audio-not-stored'
  if (said !== null && isFindingCode(said)) return said
  return sought.refs.some((ref) => /^(?:https?:)?\/\//i.test(ref)) ? 'media-remote' : 'media-missing'
}

/** The words that stand where a missing thing was. */
export function missingWords(media: DraftMedia): string {
  const name = media.title || media.alt
  const kind = { image: '图片', audio: '音频', video: '视频', file: '附件' }[media.kind]
  return `〔${kind}缺失${name === '' ? '' : `:${name.slice(0, 80)}`}〕`
}
