// One file of the archive → the rows of a video list, or why it is none. Told by content; the name only breaks ties.
import { decode } from '../text/charset.ts'
import { cellsOf } from '../wechat-archive/tables.ts'
import { WorkbookRefused } from '../wechat-archive/workbook-limits.ts'
import { readWorkbook } from '../wechat-archive/workbook.ts'
import { jsonRows } from './json-rows.ts'
import { exactIds } from './row.ts'
import type { VideoRow } from './row.ts'
import { tableRows } from './table-rows.ts'

export type ListFound = { readonly rows: readonly (VideoRow | null)[] } | { readonly why: string }

/** A null row stands where nothing of a post could be read. */
export async function readList(bytes: Buffer, path: string): Promise<ListFound> {
  const found = await rowsIn(bytes, path)
  return typeof found === 'string' ? { why: found } : { rows: exactIds(found) }
}

async function rowsIn(bytes: Buffer, path: string): Promise<readonly (VideoRow | null)[] | string> {
  try {
    if (/\.xlsx$/i.test(path)) return tableRows(await readWorkbook(bytes)) ?? 'a workbook without columns of a video list'
    const { text } = decode(bytes)
    if (/^\s*[[{]/.test(text)) return jsonRows(text) ?? 'JSON that lists no videos'
    return tableRows(cellsOf(text) ?? []) ?? 'a text without columns of a video list'
  } catch (refused) {
    if (refused instanceof WorkbookRefused) return refused.message
    if (/\.xlsx$/i.test(path) || refused instanceof RangeError) return 'a list that cannot be read'
    throw refused
  }
}
