// The words of an attached file, as inspectors read them: piece by piece, each with the place a person finds it at.

/** One page, sheet, slide or part of a file. */
export interface FilePiece {
  /** As people find it: `p3`, `Sheet1`, `slide 2`, the name of a file inside a zip. Empty for a file of one piece. */
  readonly place: string
  /** Paragraphs are lines; cells of a table are divided by tabs. */
  readonly text: string
  /** For sheets: the row number of each line of `text`. */
  readonly rows?: readonly number[]
}

/** Why the words of a file, or of a part of it, are not known. */
export type Unread = 'encrypted' | 'damaged' | 'too-large' | 'too-slow' | 'unknown-type' | 'no-text'

export interface FileText {
  readonly pieces: readonly FilePiece[]
  readonly unread: readonly { readonly why: Unread; readonly place: string }[]
}

/** Where a position of a piece is found: a cell of a sheet, a line of anything else. */
export function placeIn({ place, rows, text }: FilePiece, position: number): string {
  if (rows === undefined) return place
  const before = text.slice(0, position)
  const line = before.split('\n').length - 1
  const column = before.length - before.lastIndexOf('\n') - 1
  const cell = text.slice(position - column, position).split('\t').length - 1
  return `${place}!${columnName(cell)}${rows[line] ?? line + 1}`
}

function columnName(column: number): string {
  const rest = Math.floor(column / 26)
  return (rest > 0 ? columnName(rest - 1) : '') + String.fromCharCode(65 + (column % 26))
}
