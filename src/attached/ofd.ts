// An OFD (GB/T 33190) → the words of its pages. Text objects at one height are one line: numbers are often split over several.
import type { FilePiece } from '../domain/file-text.ts'
import { openLines } from './lines.ts'
import type { PackageParts } from './package-parts.ts'

const PAGE = /(?:^|\/)(Pages|Tpls)\/[^/]*?(\d+)\/Content\.xml$/i
const ANNOTATION = /(?:^|\/)Annots?\/.*\.xml$/i

export async function readOfd(parts: PackageParts, left: { characters: number }): Promise<FilePiece[]> {
  const pages = parts.names
    .flatMap((name) => {
      const match = PAGE.exec(name)
      const at = Number(match?.[2] ?? 0)
      if (match !== null) return [{ name, at, place: (match[1] ?? '').toLowerCase() === 'pages' ? `p${at + 1}` : 'template' }]
      return ANNOTATION.test(name) ? [{ name, at: Infinity, place: 'annotations' }] : []
    })
    .toSorted((a, b) => (a.at === b.at ? 0 : a.at - b.at))
  const pieces: FilePiece[] = []
  for (const { name, place } of pages) pieces.push({ place, text: await pageText(parts, name, left) })
  return pieces
}

/** Millimetres: what stands within one is the same line, and what stands farther apart than this is another cell. */
const SAME_LINE = 1
const CELL_GAP = 4

async function pageText(parts: PackageParts, name: string, left: { characters: number }): Promise<string> {
  const lines = openLines(left)
  let last: { y: number; end: number } | null = null
  let shown = false
  await parts.parse(name, {
    onopentag(tag, attributes) {
      const plain = tag.replace(/^.*:/, '')
      if (plain === 'TextCode') shown = true
      if (plain !== 'TextObject') return
      const [x = 0, y = 0, width = 0] = (attributes['Boundary'] ?? '').split(/\s+/).map(Number)
      if (last !== null && Math.abs(y - last.y) > SAME_LINE) lines.line()
      else if (last !== null && x - last.end > CELL_GAP) lines.cell()
      last = { y, end: x + width }
    },
    onclosetag(tag) {
      if (tag.replace(/^.*:/, '') === 'TextCode') shown = false
    },
    ontext(text) {
      if (shown) lines.add(text)
    },
  })
  return lines.text()
}
