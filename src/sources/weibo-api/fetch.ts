// One post's ref → its parts: the status as the platform answered it (kept since discover, or asked for whole), then everything it shows. A
// post that is gone by now is what the list told of it; one that was never seen is the platform's refusal.
import type { Json, Part } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { mediaOf, mediaParts } from '../page-media.ts'
import type { SourceKit } from '../source.ts'
import { weiboMedia } from '../weibo/media.ts'
import { tellingParts } from '../weibo/telling.ts'
import type { Api } from './api.ts'
import type { ApiRef } from './discover.ts'
import { listedOf, rawStatus } from './list-page.ts'
import type { WeiboApiOptions } from './options.ts'
import { parseMaterial, REFUSAL } from './parse.ts'
import { linksOf, shortsIn } from './short-links.ts'
import type { Links, ShortLinks } from './short-links.ts'
import { askShow } from './show.ts'

export interface Fetching {
  readonly api: Api
  readonly kit: SourceKit
  readonly options: WeiboApiOptions
  readonly shorts: ShortLinks | null
}

export async function* fetchParts(fetching: Fetching, given: Json): AsyncGenerator<Part> {
  const ref = checkedRef(given)
  const { reader, raw } = await record(fetching, ref)
  const links = ref.show ? { ...ref.links, ...(await moreLinks(fetching, raw, ref.links)) } : ref.links
  const parts = tellingParts([{ reader, name: 'statuses', at: ref.mid, capturedAt: null, raw }], { links, remarks: [] })
  yield* parts
  const stored = parts.map((part) => ({ ...part, also: [], digest: null, missing: null }))
  const page = parseMaterial({ key: `weibo:${fetching.options.uid}:${ref.mid}`, ref: given, parts: stored })
  yield* mediaParts(mediaOf(page, null), weiboMedia(fetching.kit))
}

/** In what the list had cut off. */
async function moreLinks({ shorts }: Fetching, raw: string, known: Links): Promise<Links> {
  const status = listedOf(raw)?.status
  const open = status === undefined ? [] : shortsIn(status).filter((short) => !Object.hasOwn(known, short))
  return shorts === null || open.length === 0 ? {} : linksOf(open, await shorts.resolve(open))
}

interface Record {
  readonly reader: 'mblog' | typeof REFUSAL
  readonly raw: string
}

async function record(fetching: Fetching, ref: ApiRef): Promise<Record> {
  const had = await keptRecord(fetching.kit, ref)
  if (had !== null && !ref.show) return had
  const { text, listed } = await askShow(fetching.api, fetching.options.api, { id: ref.id })
  if (listed !== null) return { reader: 'mblog', raw: listed.raw }
  // deleted since it was listed: what the list told is all there is, and its cut text says so
  return had ?? { reader: REFUSAL, raw: text }
}

async function keptRecord(kit: SourceKit, { kept, alone, mid }: ApiRef): Promise<Record | null> {
  const bytes = kept === '' ? null : await kit.kept(kept)
  if (bytes === null) return null
  const text = Buffer.from(bytes).toString()
  if (!alone) {
    const raw = rawStatus(text, mid)?.raw
    return raw === undefined ? null : { reader: 'mblog', raw }
  }
  return listedOf(text) === null ? { reader: REFUSAL, raw: text } : { reader: 'mblog', raw: text }
}

function checkedRef(given: Json): ApiRef {
  const ref = given as Partial<ApiRef> | null
  if (typeof ref?.mid !== 'string' || typeof ref.id !== 'string') {
    const [zh, en] = ['该文的位置记录无法读取', 'the note where this post lies is not readable']
    throw new Failure('file-missing', both(zh, en))
  }
  return { mid: ref.mid, id: ref.id, kept: ref.kept ?? '', alone: ref.alone ?? false, show: ref.show ?? false, links: ref.links ?? {} }
}
