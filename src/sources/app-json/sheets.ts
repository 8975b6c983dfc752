// One saved or fetched answer → its items as raw text, in order; and a small memory of the answers read last, since neighbours are
// fetched one after the other. Never holds more text than it is bounded to.
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { Decoded } from '../text/charset.ts'
import type { Declared } from './declaration.ts'
import { documentsOf } from './json-documents.ts'
import { itemsOf } from './json-items.ts'
import { rawText } from './json-scan.ts'
import type { Spot } from './json-scan.ts'
import { pathsOf } from './values.ts'

/** An answer: a file of the archive by its path, or a page of the API by its address. */
export interface Sheet {
  readonly name: string
  readonly items: readonly Spot[]
  /** What of it was no JSON. */
  readonly rest: string | null
  /** The first JSON value, for what an answer says besides its items. */
  readonly head: Spot | null
  /** The charset, where nothing vouches for it or some bytes could not be read. */
  readonly doubt: string | null
}

export function sheetOf(name: string, { text, doubt, encoding }: Pick<Decoded, 'text' | 'doubt' | 'encoding'>, declared: Declared): Sheet {
  const { spots, rest } = documentsOf(text)
  const list = declared.list === undefined ? [''] : pathsOf(declared.list)
  const items = spots.flatMap((spot) => itemsOf(spot, { list, alsoLists: declared.alsoLists ?? [] }))
  return { name, items, rest, head: spots[0] ?? null, doubt: doubt ? encoding : null }
}

export function itemText(sheet: Sheet, n: number): string | null {
  const spot = sheet.items[n]
  return spot === undefined ? null : rawText(spot)
}

const MOST_CHARACTERS = 48 * 1024 * 1024

export interface SheetMemory {
  get(name: string, read: () => Promise<Sheet>): Promise<Sheet>
  clear(): void
}

export function sheetMemory(): SheetMemory {
  const kept = new Map<string, Sheet>()
  const size = ({ head, items }: Sheet): number => Math.max(head?.text.length ?? 0, items.length * 8)
  return {
    async get(name, read) {
      const known = kept.get(name)
      const sheet = known ?? (await read())
      kept.delete(name)
      kept.set(name, sheet)
      let all = [...kept.values()].reduce((sum, one) => sum + size(one), 0)
      for (const [oldest, one] of kept) {
        if (all <= MOST_CHARACTERS && kept.size <= 64) break
        if (oldest === name) break
        kept.delete(oldest)
        all -= size(one)
      }
      return sheet
    },
    clear: () => kept.clear(),
  }
}

/** A text too large for one string of the language would end the process. */
export const LARGEST_TEXT = 400 * 1024 * 1024

export function tooMuchText(name: string): Failure {
  return new Failure(
    'file-too-large',
    both(
      `${name} 超过 400 MB,请拆分成多个文件(每行一条的 NDJSON 最易拆分)`,
      `${name} is over 400 MB: split it (NDJSON, one item a line, splits best)`,
    ),
  )
}
