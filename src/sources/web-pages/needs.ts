// The pages of one article → everything they show or offer, named as the body will name it when it is parsed.
import { mediaOf } from '../page-media.ts'
import type { MediaNeed } from '../page-media.ts'
import { absolute } from './paging.ts'
import { bodyOf } from './read-page.ts'
import type { PageReading } from './read-page.ts'

/** What the bodies show and offer, each once. */
export function needsOf(readings: readonly PageReading[], base: string | null, which: 'links' | 'all'): readonly MediaNeed[] {
  const found = new Map<string, MediaNeed>()
  for (const reading of readings) {
    if (reading.no !== null) continue
    const from = reading.tags.base ?? base
    const cover =
      which === 'all' && reading === readings[0] && reading.tags.image !== null
        ? [{ kind: 'image', role: 'cover', ref: reading.tags.image } as const]
        : []
    const media = [
      ...cover,
      ...reading.attachments.map((one) => (which === 'all' && from !== null ? { ...one, ref: absolute(one.ref, from) ?? one.ref } : one)),
    ]
    const body = which === 'all' ? bodyOf(reading, 'all') : reading.body
    for (const need of mediaOf({ body: { html: body }, media }, from)) if (!found.has(need.name)) found.set(need.name, need)
  }
  return [...found.values()]
}
