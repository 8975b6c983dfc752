// An XLS (BIFF) → the cells of its sheets. Read only in a thread of its own: the library is old, the file hostile.
import { read, utils } from 'xlsx'
import { FileUnread, LIMITS } from './limits.ts'
import type { FilePiece } from '../domain/file-text.ts'

export function readXls(bytes: Uint8Array, left: { characters: number }): FilePiece[] {
  const book = opened(bytes)
  return book.SheetNames.map((place) => {
    const sheet = book.Sheets[place]
    const cells: unknown[][] = sheet === undefined ? [] : utils.sheet_to_json(sheet, { header: 1, raw: false, defval: '', blankrows: true })
    const lines: string[] = []
    const rows: number[] = []
    for (const [n, row] of cells.entries()) {
      const line = row.map((cell) => (typeof cell === 'string' ? cell.replaceAll(/[\t\r\n]+/g, ' ') : '')).join('\t')
      if (line.trim() === '') continue
      left.characters -= line.length
      if (left.characters < 0) throw new FileUnread('too-large')
      lines.push(line.trimEnd())
      rows.push(n + 1)
    }
    return { place, text: lines.join('\n'), rows }
  })
}

function opened(bytes: Uint8Array) {
  try {
    return read(bytes, { type: 'array', dense: true, cellFormula: false, cellHTML: false, sheetRows: LIMITS.pages * 30 })
  } catch (error) {
    throw new FileUnread(error instanceof Error && /password|encrypt/i.test(error.message) ? 'encrypted' : 'damaged')
  }
}
