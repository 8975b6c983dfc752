// A DOCX → its words: body, headers, notes, comments, and what tracked changes have struck out, for all of it is in the file that readers get.
import type { FilePiece } from '../domain/file-text.ts'
import { openLines } from './lines.ts'
import type { Lines } from './lines.ts'
import type { PackageParts } from './package-parts.ts'

const PARTS: readonly (readonly [pattern: RegExp, place: string])[] = [
  [/^word\/document\.xml$/, ''],
  [/^word\/header\d*\.xml$/, 'header'],
  [/^word\/footer\d*\.xml$/, 'footer'],
  [/^word\/footnotes\.xml$/, 'footnotes'],
  [/^word\/endnotes\.xml$/, 'endnotes'],
  [/^word\/comments\.xml$/, 'comments'],
]

export async function readWord(parts: PackageParts, left: { characters: number }): Promise<FilePiece[]> {
  const pieces: FilePiece[] = []
  for (const [pattern, place] of PARTS) {
    for (const name of parts.names.filter((one) => pattern.test(one))) {
      const lines = openLines(left)
      await parts.parse(name, wordReader(lines))
      pieces.push({ place, text: lines.text() })
    }
  }
  return pieces
}

function wordReader(lines: Lines) {
  let [shown, cells, cellAt] = [false, 0, 0]
  return {
    onopentag(name: string) {
      if (name === 'w:t' || name === 'w:delText') shown = true
      else if (name === 'w:tab') lines.add(' ')
      else if (name === 'w:br' || name === 'w:cr') lines.line()
      else if (name === 'w:tc') {
        cells += 1
        if (cellAt > 0) lines.cell()
        cellAt += 1
      } else if (name === 'w:tr') cellAt = 0
    },
    onclosetag(name: string) {
      if (name === 'w:t' || name === 'w:delText') shown = false
      else if (name === 'w:tc') cells -= 1
      else if (name === 'w:tr') lines.line()
      // a paragraph in a cell ends no row
      else if (name === 'w:p') {
        if (cells > 0) lines.add(' ')
        else lines.line()
      }
    },
    ontext(text: string) {
      if (shown) lines.add(text)
    },
  }
}
