// The stored parts of one post → its page. It reads the capture alone; what cannot be read is a page state. Never throws.
import type { Material, StoredPart } from '../../domain/archive.ts'
import type { Page } from '../../domain/page.ts'
import { decode } from '../text/charset.ts'
import type { Decoded } from '../text/charset.ts'
import { capturedPages } from '../web-page.ts'
import type { Declared } from './declaration.ts'
import { isWeak } from './keys.ts'
import { pageOf } from './merge-items.ts'
import { readItem } from './read-item.ts'
import type { Reading } from './read-item.ts'
import { detailText, DOUBT, ITEM } from './detail.ts'

export function parseMaterial(material: Material, declared: Declared): Page {
  try {
    const pages = capturedPages(material).map(({ bytes, contentType }) => decode(bytes, contentType))
    const readings = [...details(pages, declared), ...rows(material.parts, declared)]
    const doubts = [...pages.flatMap((one) => (one.doubt ? [one.encoding] : [])), ...doubtsOf(material.parts)]
    return pageOf(readings, { weak: isWeak(material.key), topics: topicsOf(material.ref), doubts })
  } catch (error) {
    // nesting deeper than the stack
    if (error instanceof RangeError) return pageOf([], { weak: false, topics: [], doubts: [] })
    throw error
  }
}

function details(pages: readonly Decoded[], declared: Declared): readonly Reading[] {
  return pages.flatMap(({ text }) => {
    const raw = detailText(text, declared)
    const reading = raw === null ? null : readItem(raw, declared)
    return reading === null ? [] : [reading]
  })
}

function rows(parts: readonly StoredPart[], declared: Declared): readonly Reading[] {
  return parts.flatMap(({ role, name, bytes }) => {
    if (role !== 'row' || bytes === null || !name.startsWith(ITEM)) return []
    const reading = readItem(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(), declared)
    return reading === null ? [] : [reading]
  })
}

function doubtsOf(parts: readonly StoredPart[]): readonly string[] {
  return parts.flatMap(({ name, bytes }) => (name.startsWith(DOUBT) && bytes !== null ? [Buffer.from(bytes).toString().slice(0, 40)] : []))
}

function topicsOf(ref: Material['ref']): readonly string[] {
  const topics: unknown = typeof ref === 'object' && ref !== null && 'topics' in ref ? ref['topics'] : []
  return Array.isArray(topics) ? topics.filter((one) => typeof one === 'string') : []
}
