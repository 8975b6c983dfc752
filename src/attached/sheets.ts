// An XLSX → the cells of all its sheets, hidden ones too, row by row. Formulas count by what they show; no row is made that the file does not hold.
import { FileUnread } from './limits.ts'
import type { FilePiece } from '../domain/file-text.ts'
import { openLines } from './lines.ts'
import type { PackageParts } from './package-parts.ts'

/** XFD, the last column of a sheet. */
const COLUMNS = 16_384

export async function readSheets(parts: PackageParts, left: { characters: number }): Promise<FilePiece[]> {
  const strings = await sharedStrings(parts, left)
  const names = await sheetNames(parts)
  const pieces: FilePiece[] = []
  for (const { place, part } of names) pieces.push(await readSheet(parts, { place, part, strings, left }))
  for (const name of parts.names.filter((one) => /^xl\/(?:comments|threadedComments\/threadedComment)\d*\.xml$/.test(one))) {
    const lines = openLines(left)
    await parts.parse(name, { ontext: (text) => lines.add(text), onclosetag: (tag) => (/comment$/i.test(tag) ? lines.line() : undefined) })
    pieces.push({ place: 'comments', text: lines.text() })
  }
  return pieces
}

async function sharedStrings(parts: PackageParts, left: { characters: number }): Promise<readonly string[]> {
  const strings: string[] = []
  let [now, shown, phonetic] = ['', false, 0]
  await parts.parse('xl/sharedStrings.xml', {
    onopentag(name) {
      if (name === 'si') now = ''
      else if (name === 'rPh') phonetic += 1
      else if (name === 't') shown = true
    },
    onclosetag(name) {
      if (name === 'si') strings.push(now.replaceAll(/[\t\r\n]+/g, ' '))
      else if (name === 'rPh') phonetic -= 1
      else if (name === 't') shown = false
    },
    ontext(text) {
      if (!shown || phonetic > 0) return
      left.characters -= text.length
      if (left.characters < 0) throw new FileUnread('too-large')
      now += text
    },
  })
  return strings
}

async function sheetNames(parts: PackageParts): Promise<readonly { place: string; part: string }[]> {
  const targets = new Map<string, string>()
  await parts.parse('xl/_rels/workbook.xml.rels', {
    onopentag(name, { Id, Target }) {
      if (name === 'Relationship' && Id !== undefined && Target !== undefined) targets.set(Id, Target)
    },
  })
  const sheets: { place: string; part: string }[] = []
  await parts.parse('xl/workbook.xml', {
    onopentag(name, attributes) {
      const target = targets.get(attributes['r:id'] ?? '')
      if (name !== 'sheet' || target === undefined) return
      sheets.push({ place: attributes['name'] ?? '', part: target.startsWith('/') ? target.slice(1) : `xl/${target}` })
    },
  })
  const named = new Set(sheets.map(({ part }) => part))
  const others = parts.names.filter((name) => /^xl\/worksheets\/[^/]+\.xml$/.test(name) && !named.has(name))
  return [...sheets, ...others.map((part) => ({ place: part.replace(/^.*\/|\.xml$/g, ''), part }))]
}

interface Sheet {
  readonly place: string
  readonly part: string
  readonly strings: readonly string[]
  readonly left: { characters: number }
}

async function readSheet(parts: PackageParts, { place, part, strings, left }: Sheet): Promise<FilePiece> {
  const lines: string[] = []
  const rows: number[] = []
  let [cells, row, value, kind, shown] = [[] as string[], 0, '', '', false]
  let column = 0
  const keep = (text: string) => {
    left.characters -= text.length
    if (left.characters < 0) throw new FileUnread('too-large')
    return text
  }
  await parts.parse(part, {
    onopentag(name, { r, t }) {
      if (name === 'row') {
        cells = []
        row = r === undefined ? row + 1 : Number(r)
        column = -1
      } else if (name === 'c') {
        column = r === undefined ? column + 1 : columnOf(r)
        if (column >= COLUMNS) throw new FileUnread('damaged')
        kind = t ?? ''
        value = ''
      } else if (name === 'v' || name === 't') shown = true
    },
    onclosetag(name) {
      if (name === 'v' || name === 't') shown = false
      else if (name === 'c' && value !== '') {
        while (cells.length < column) cells.push(keep(''))
        cells[column] = keep((kind === 's' ? (strings[Number(value)] ?? '') : value).replaceAll(/[\t\r\n]+/g, ' '))
      } else if (name === 'row' && cells.some((cell) => cell !== '')) {
        left.characters -= cells.length
        lines.push(cells.join('\t'))
        rows.push(row)
      }
    },
    ontext(text) {
      if (shown) value += text
    },
  })
  return { place, text: lines.join('\n'), rows }
}

function columnOf(reference: string): number {
  let column = 0
  for (const char of reference) {
    const code = char.charCodeAt(0) - 64
    if (code < 1 || code > 26) break
    column = column * 26 + code
    if (column > COLUMNS) break
  }
  return column - 1
}
