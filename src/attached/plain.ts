// A text or CSV file → its words. UTF-8 where it is, else what Chinese offices write.
import { parse } from 'csv-parse/sync'
import { FileUnread } from './limits.ts'
import type { FilePiece } from '../domain/file-text.ts'

export function readPlain(bytes: Uint8Array, left: { characters: number }, isTable: boolean): FilePiece[] {
  const text = decoded(bytes)
  left.characters -= text.length
  if (left.characters < 0) throw new FileUnread('too-large')
  return [(isTable ? table(text) : null) ?? { place: '', text }]
}

function table(text: string): FilePiece | null {
  try {
    const rows = parse(text, { relax_column_count: true, relax_quotes: true, bom: true, skip_empty_lines: false })
    const lines = rows.map((cells) => cells.map((cell) => cell.replaceAll(/[\t\r\n]+/g, ' ')).join('\t'))
    return { place: '', text: lines.join('\n'), rows: lines.map((_, n) => n + 1) }
  } catch {
    // its words are there all the same
    return null
  }
}

function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
