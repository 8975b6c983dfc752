// A slice of a page with parts of it taken out or replaced, joined once at the end: the cost is that of the slice, however many edits.
export interface Edit {
  readonly from: number
  readonly to: number
  readonly by: string
}

/** Edits inside of an earlier one are covered by it. */
export function edited(html: string, [from, to]: readonly [number, number], edits: readonly Edit[]): string {
  const pieces: string[] = []
  let at = from
  for (const edit of edits.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    if (edit.from < at || edit.to > to) continue
    pieces.push(html.slice(at, edit.from), edit.by)
    at = edit.to
  }
  pieces.push(html.slice(at, to))
  return pieces.join('')
}

export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

export function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;')
}
