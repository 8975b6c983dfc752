// A PPTX → the words of its slides and of the notes to them, in order.
import type { FilePiece } from '../domain/file-text.ts'
import { openLines } from './lines.ts'
import type { Lines } from './lines.ts'
import type { PackageParts } from './package-parts.ts'

const SLIDE = /^ppt\/(slides\/slide|notesSlides\/notesSlide|comments\/\w*comment\w*?)(\d+)\.xml$/

export async function readSlides(parts: PackageParts, left: { characters: number }): Promise<FilePiece[]> {
  const found = parts.names.flatMap((name) => {
    const match = SLIDE.exec(name)
    return match === null
      ? []
      : [{ name, place: `${(match[1] ?? '').startsWith('slides') ? 'slide' : 'notes'} ${match[2] ?? ''}`, at: Number(match[2]) }]
  })
  const pieces: FilePiece[] = []
  for (const { name, place } of found.toSorted((a, b) => a.at - b.at)) {
    const lines = openLines(left)
    await parts.parse(name, slideReader(lines))
    pieces.push({ place, text: lines.text() })
  }
  return pieces
}

function slideReader(lines: Lines) {
  let [shown, cells, cellAt] = [false, 0, 0]
  return {
    onopentag(name: string) {
      if (name === 'a:t' || name === 'p:text') shown = true
      else if (name === 'a:br') lines.line()
      else if (name === 'a:tr') cellAt = 0
      else if (name === 'a:tc') {
        cells += 1
        if (cellAt > 0) lines.cell()
        cellAt += 1
      }
    },
    onclosetag(name: string) {
      if (name === 'a:t' || name === 'p:text') shown = false
      else if (name === 'a:tc') cells -= 1
      else if (name === 'a:tr') lines.line()
      else if (name === 'a:p') {
        if (cells > 0) lines.add(' ')
        else lines.line()
      }
    },
    ontext(text: string) {
      if (shown) lines.add(text)
    },
  }
}
