// A capture → the article: its page, and what the lists say of it. Where an account moved, the page at the new place is the article, and where
// that is stays known. Works from the material alone; never throws.
import type { Material } from '../../domain/archive.ts'
import type { Page } from '../../domain/page.ts'
import { mergeReadings, unreadable } from '../wechat-archive/merge.ts'
import { readPart } from '../wechat-archive/read-part.ts'
import { RANK } from '../wechat-archive/reading.ts'

export function parseMaterial({ key, parts }: Material): Page {
  try {
    const readings = parts.flatMap(({ role, name, bytes }) => {
      const isOurs = role === 'page' || (role === 'row' && name.startsWith('list#'))
      const reading = isOurs && bytes !== null ? readPart(role, name, bytes) : null
      return reading === null ? [] : [reading]
    })
    const moved = readings.find(({ state, movedTo }) => state === 'migrated' && movedTo !== undefined)
    if (moved === undefined) return mergeReadings(readings, key)
    // what stands at the new place decides, be it the article or another notice
    const there = readings.filter((one) => one !== moved)
    const page = mergeReadings(there.some(({ rank }) => rank === RANK.page) ? there : readings, key)
    return { ...page, movedTo: moved.movedTo, facts: { ...page.facts, account_moved: true } }
  } catch {
    return unreadable('页面结构异常,无法读取')
  }
}
