// One post's ref → its parts: the items as the answers have them, the answer about it alone, then everything it shows. Judges nothing.
import type { Json, Part } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { decode } from '../text/charset.ts'
import { mediaOf, mediaParts, remoteMedia } from '../page-media.ts'
import type { Had, MediaNeed } from '../page-media.ts'
import type { SourceKit } from '../source.ts'
import { pageParts } from '../web-page.ts'
import type { Declared } from './declaration.ts'
import { DOUBT, ITEM, isSuccess } from './detail.ts'
import type { ItemRef } from './discover.ts'
import { documentsOf } from './json-documents.ts'
import { keyOf, placeKey } from './keys.ts'
import { parseMaterial } from './parse.ts'
import { readItem } from './read-item.ts'
import { itemText } from './sheets.ts'
import type { Sheet } from './sheets.ts'
import { fill } from './templates.ts'

export interface Fetching {
  readonly declared: Declared
  readonly kit: SourceKit
  readonly sheet: (name: string) => Promise<Sheet>
  /** Where an item is now that the list has moved on; null when it is nowhere. */
  readonly elsewhere: (key: string) => Promise<string | null>
  /** The archive's own copy of a picture; null when it has none. */
  readonly local: (need: MediaNeed, near: string) => Promise<Uint8Array | null>
}

export async function* fetchParts(fetching: Fetching, given: Json): AsyncGenerator<Part> {
  const ref = checkedRef(given)
  const parts: Part[] = await rowParts(fetching, ref)
  const detail = await detailParts(fetching, ref, parts)
  parts.push(...detail)
  yield* parts
  const stored = parts.map((part) => ({ ...part, also: [], digest: null, missing: null }))
  const page = parseMaterial({ key: '', ref: given, parts: stored }, fetching.declared)
  const near = ref.at[0]?.[0] ?? ''
  const remote = remoteMedia(fetching.kit, page.url ?? undefined)
  const look = async (need: MediaNeed): Promise<Had> => {
    const bytes = await fetching.local(need, near)
    return bytes === null ? await remote(need) : { bytes }
  }
  yield* mediaParts(mediaOf(page, page.url ?? fetching.declared.base ?? null), look)
}

function checkedRef(given: Json): ItemRef {
  const ref = given as Partial<ItemRef> | null
  if (!Array.isArray(ref?.at)) {
    const [zh, en] = ['该文在归档中的位置记录无法读取', 'the note where this post lies in the archive is not readable']
    throw new Failure('file-missing', both(zh, en))
  }
  return { at: ref.at, key: ref.key ?? '', id: ref.id ?? null, within: ref.within ?? null, topics: ref.topics ?? [] }
}

async function rowParts(fetching: Fetching, ref: ItemRef): Promise<Part[]> {
  const { sheet } = fetching
  const parts: Part[] = []
  for (const [name, n] of ref.at) {
    const raw = await rawOf(fetching, ref, [name, n])
    if (raw === null) continue
    const { doubt } = await sheet(name)
    parts.push({ role: 'row', name: `${ITEM}${name}#${n}`, bytes: Buffer.from(raw.toWellFormed()) })
    // the item is kept as UTF-8; whether it was read rightly is known here only
    if (doubt !== null) parts.push({ role: 'row', name: `${DOUBT}${name}#${n}`, bytes: Buffer.from(doubt) })
  }
  if (parts.length === 0) throw moved()
  return parts
}

/** The item at its place, or, on a page of a list that has moved on, wherever on it it is now. */
async function rawOf({ declared, sheet, elsewhere }: Fetching, ref: ItemRef, [name, n]: readonly [string, number]): Promise<string | null> {
  const here = await sheet(name)
  const there = itemText(here, n)
  const { key } = ref
  if (there !== null && (isIt(there, key, declared) || key === placeKey(name, n))) return there
  const found = findIn(here, key, declared)
  if (found !== null) return found
  const other = await elsewhere(key)
  return other === null ? null : findIn(await sheet(other), key, declared)
}

function findIn(sheet: Sheet, key: string, declared: Declared): string | null {
  for (let n = 0; n < sheet.items.length; n += 1) {
    const raw = itemText(sheet, n)
    if (raw !== null && isIt(raw, key, declared)) return raw
  }
  return null
}

function isIt(raw: string, key: string, declared: Declared): boolean {
  const reading = readItem(raw, declared)
  return reading !== null && keyOf(reading, raw) === key
}

function moved(): Failure {
  return new Failure('source-changed', both('该条目已不在登记时的位置', 'the item is no longer where it was listed'))
}

/** A dump that has the body asks nobody. */
async function detailParts({ declared, kit }: Fetching, ref: ItemRef, parts: readonly Part[]): Promise<readonly Part[]> {
  if (declared.detail === undefined || ref.id === null) return []
  const url = fill(declared.detail, { id: ref.id, within: ref.within ?? '' })
  const isFromFile = !/^https?:\/\//i.test(ref.at[0]?.[0] ?? '')
  if (isFromFile && (!kit.mayGet(url) || hasBody(parts, declared))) return []
  const answer = await kit.get(url, { maxBytes: kit.limits.fileBytes })
  const [head] = documentsOf(decode(answer.bytes, answer.contentType).text).spots
  if (!isSuccess(head ?? null, declared))
    throw new Failure(
      'net-status',
      both(`接口对单条的应答不是成功: ${hostOf(url)}`, `the API's answer about one item is no success: ${hostOf(url)}`),
    )
  return pageParts(url, answer)
}

function hasBody(parts: readonly Part[], declared: Declared): boolean {
  return parts.some(
    ({ name, bytes }) => bytes !== null && name.startsWith(ITEM) && readItem(Buffer.from(bytes).toString(), declared)?.body != null,
  )
}

export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? ''
}
