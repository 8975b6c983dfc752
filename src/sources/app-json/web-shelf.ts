// An app's news API as a shelf: page after page of its lists, by number, offset, cursor or the address that an answer gives, until there is
// nothing more or nothing new. It never goes in circles, never past its bound, and says where it stopped short.
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { decode } from '../text/charset.ts'
import type { SourceKit } from '../source.ts'
import type { Declared } from './declaration.ts'
import { isSuccess, says } from './detail.ts'
import { openIndex } from './discover.ts'
import { readExact } from './exact-json.ts'
import { hostOf } from './fetch.ts'
import { openItem } from './json-path.ts'
import { rawText } from './json-scan.ts'
import { sheetMemory, sheetOf } from './sheets.ts'
import type { Sheet } from './sheets.ts'
import type { Shelf } from './shelf.ts'
import { fill } from './templates.ts'
import { ABSENT, pathsOf, textAt } from './values.ts'

/** Values for the names in `url`; `topic` names the list. */
type ListValues = Readonly<Record<string, string | number>>

interface Room {
  readonly kit: SourceKit
  readonly declared: Declared
  readonly url: string
  readonly each: readonly ListValues[]
  /** Before lists are read anew. */
  readonly again: () => Promise<void>
}

export function webShelf(room: Room): Shelf {
  const memory = sheetMemory()
  let moved: Map<string, string> | null = null
  const sheet = (name: string): Promise<Sheet> => memory.get(name, () => ask(room, name))
  return {
    async survey() {
      await room.again()
      memory.clear()
      moved = null
      const index = openIndex(room.declared)
      for (const values of room.each) {
        let n = 0
        for await (const page of pages(room, { values, remember: memory })) {
          const why = page.stop === null ? emptiness(page.sheet, room.declared, n) : null
          n += 1
          if (why !== null) index.leftovers.push({ name: page.sheet.name, why })
          if (page.sheet.items.length > 0 && page.sheet.rest !== null)
            index.leftovers.push({ name: `${page.sheet.name}#rest`, why: page.sheet.rest })
          const topics = values['topic'] === undefined ? [] : [String(values['topic'])]
          page.seen(await index.add({ sheet: page.sheet, topics, shown: async () => [] }))
          if (page.stop !== null) index.leftovers.push({ name: page.sheet.name, why: page.stop })
        }
      }
      return index
    },
    async *first() {
      yield await sheet(firstAddress(room, room.each[0] ?? {}))
    },
    sheet,
    async elsewhere(key) {
      // the lists are walked once, whatever number of items has moved
      moved ??= await placesOf(room)
      return moved.get(key) ?? null
    },
    local: async () => null,
  }
}

/** Why an answer without items may be more than the end of its list; null when it is that. */
function emptiness({ items, head }: Sheet, { list, success }: Declared, n: number): string | null {
  if (items.length > 0 || head === null) return null
  const at = openItem(readExact(rawText(head)))
  const isThere = pathsOf(list).some((path) => at(path.replace(/\[\*?\]$/, '')).length > 0)
  if (n === 0) return 'an answer without an item where the declaration says (list)'
  return isThere || list === undefined || success !== undefined
    ? null
    : 'an answer without the declared list: an error, perhaps; what is behind it was not read'
}

async function placesOf(room: Room): Promise<Map<string, string>> {
  const places = new Map<string, string>()
  const index = openIndex(room.declared)
  for (const values of room.each) {
    for await (const page of pages(room, { values })) {
      const keys = await index.add({ sheet: page.sheet, topics: [], shown: async () => [] })
      for (const key of keys) places.set(key, page.sheet.name)
      page.seen(keys)
    }
  }
  return places
}

async function ask({ kit, declared }: Room, url: string): Promise<Sheet> {
  const answer = await kit.get(url, { maxBytes: kit.limits.fileBytes, patient: true })
  const sheet = sheetOf(url, decode(answer.bytes, answer.contentType), declared)
  if (isSuccess(sheet.head, declared)) return sheet
  const [zh, en] = sheet.head === null ? ['不是 JSON', 'is no JSON'] : ['不是成功(见 success)', 'is no success (see success)']
  throw new Failure('net-status', both(`接口应答${zh}: ${hostOf(url)}`, `the answer of the API ${en}: ${hostOf(url)}`))
}

interface PageOfList {
  readonly sheet: Sheet
  /** Why the list ends here though more may follow; null where it does not. Set before the page is handed out. */
  readonly stop: string | null
  /** The reader says which posts it found: a page of none, or three of nothing new, ends the list. */
  readonly seen: (keys: readonly string[]) => void
}

interface Walk {
  readonly values: ListValues
  readonly remember?: ReturnType<typeof sheetMemory>
}

const MOST_PAGES = 5000
/** While a list is read, new posts push whole pages of known ones ahead. */
const MOST_STALE = 3

async function* pages(room: Room, { values, remember }: Walk): AsyncGenerator<PageOfList> {
  const { declared } = room
  const most = declared.mostPages ?? MOST_PAGES
  const asked = new Set<string>()
  const known = new Set<string>()
  let stale = 0
  let url: string | null = firstAddress(room, values)
  for (let n = 0; url !== null && !asked.has(url); n += 1) {
    asked.add(url)
    const here: string = url
    const sheet = await (remember === undefined ? ask(room, here) : remember.get(here, () => ask(room, here))).catch(notThere)
    if (sheet === null) {
      if (n === 0) throw new Failure('net-missing', both(`没有这个列表: ${hostOf(here)}`, `there is no such list: ${hostOf(here)}`))
      yield { sheet: sheetOf(here, NO_TEXT, declared), stop: 'the list ends here: this page is not there (404)', seen: () => {} }
      return
    }
    const next: string | null = sheet.items.length === 0 ? null : following(room, { values, sheet, n })
    const isLast = next !== null && n + 1 >= most
    yield {
      sheet,
      stop: isLast ? `the list was left after ${most} pages (mostPages); more may follow` : null,
      seen(keys) {
        stale = keys.some((key) => !known.has(key)) ? 0 : stale + 1
        for (const key of keys) known.add(key)
      },
    }
    url = isLast || stale >= MOST_STALE ? null : next
  }
}

const NO_TEXT = { text: '', doubt: false, encoding: 'utf-8' }

/** Behind their last page some servers have nothing, and so have archives of the web. */
function notThere(failure: unknown): null {
  if (failure instanceof Failure && failure.code === 'net-missing') return null
  throw failure
}

function firstAddress({ url, declared: { paging } }: Room, values: ListValues): string {
  const first = paging === undefined || paging.by === 'next' ? {} : { [paging.by]: paging.first }
  return fill(url, { ...values, ...first })
}

interface Turn {
  readonly values: ListValues
  readonly sheet: Sheet
  /** Which page of the list this was, from 0. */
  readonly n: number
}

/** The address of the next page; null when this was the last. */
function following({ url, declared }: Room, { values, sheet, n }: Turn): string | null {
  const { paging, more } = declared
  if (paging === undefined || sheet.head === null || (more !== undefined && !says(sheet.head, more))) return null
  if (paging.by === 'page') return fill(url, { ...values, page: paging.first + n + 1 })
  if (paging.by === 'offset') return fill(url, { ...values, offset: paging.first + (n + 1) * paging.step })
  const answer = { at: openItem(readExact(rawText(sheet.head))), absent: new Set(ABSENT) }
  const said = textAt(answer, paging.path)
  if (said === null) return null
  if (paging.by === 'cursor') return fill(url, { ...values, cursor: said })
  const next = URL.parse(said, sheet.name)
  return next !== null && /^https?:$/.test(next.protocol) ? next.href : null
}
