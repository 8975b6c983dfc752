// Pieces of Markdown: text escaped for it, lines that must not start a block, emphasis only where CommonMark would read it as such.

/** One piece of a paragraph: text as it is, or a delimiter that may have to become a tag. */
export type Piece = string | Delimiter

export interface Delimiter {
  readonly mark: '**' | '*' | '~~'
  readonly opens: boolean
  readonly tag: 'strong' | 'em' | 's'
  /** Its other half; set when that is written. */
  mate: Delimiter | null
  asTag: boolean
}

export function escapeMarkdown(text: string): string {
  if (!/[\\`*_[\]<>&~|]/.test(text)) return text
  return text.replaceAll(/[\\`*_[\]<]|~(?=~)|&(?=#?\w+;)/g, String.raw`\$&`)
}

/** Stands at both ends of a code span until its fence can be chosen. */
export const CODE_EDGE = '\u0000'

function foldCode(pieces: readonly Piece[]): Piece[] {
  const folded: Piece[] = []
  let code: string | null = null
  for (const piece of pieces) {
    if (piece === CODE_EDGE) {
      if (code !== null) folded.push(codeSpan(code))
      code = code === null ? '' : null
    } else if (code === null) folded.push(piece)
    else if (typeof piece === 'string') code += piece.replaceAll('\\\n', ' ')
  }
  return folded
}

/** Joins a paragraph. `prefix` starts every line after the first. */
export function joinPieces(raw: readonly Piece[], prefix: string): string {
  const pieces = raw.includes(CODE_EDGE) ? foldCode(raw) : raw
  judge(pieces)
  let line = ''
  for (const piece of pieces) {
    if (typeof piece === 'string') line += piece
    else line += piece.asTag ? `<${piece.opens ? '' : '/'}${piece.tag}>` : piece.mark
  }
  return line.split('\n').map(guardLine).join(`\n${prefix}`)
}

/** What would start a heading, list, rule, quote or fence at the start of a line is escaped. */
function guardLine(line: string): string {
  if (!/^[#+\-=>~|\d]/.test(line)) return line
  return line
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, String.raw`$1\$2`)
    .replace(/^(?:#{1,6}(?=\s|$)|[+-](?=\s|$)|[=-]+\s*$|>|~~~|\|)/, String.raw`\$&`)
}

/** Marks the delimiters that CommonMark's flanking rules would not accept: Chinese text has no spaces around them. */
function judge(pieces: readonly Piece[]): void {
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at]
    if (piece === undefined || typeof piece === 'string') continue
    const before = neighbour(pieces, at, -1)
    const after = neighbour(pieces, at, 1)
    const fine = piece.opens ? flanks(after, before) : flanks(before, after)
    if (fine && piece.mate !== null) continue
    piece.asTag = true
    if (piece.mate !== null) piece.mate.asTag = true
  }
}

function flanks(inner: string, outer: string): boolean {
  if (inner === '' || /\s/u.test(inner)) return false
  return !/[\p{P}\p{S}]/u.test(inner) || outer === '' || /[\s\p{P}\p{S}]/u.test(outer)
}

function neighbour(pieces: readonly Piece[], from: number, step: 1 | -1): string {
  const piece = pieces[from + step]
  if (piece === undefined) return ''
  if (typeof piece !== 'string') return '*'
  if (step === 1) return String.fromCodePoint(piece.codePointAt(0) ?? 32)
  const last = piece.codePointAt(piece.length - 2)
  return last !== undefined && last > 0xffff ? String.fromCodePoint(last) : piece.slice(-1)
}

/** A code span whose fence is longer than any in it. */
function codeSpan(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1)
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : ''
  return fence + space + text + space + fence
}

export function codeBlock(text: string, language: string, prefix: string): string {
  const fence = '`'.repeat(Math.max(2, longestRun(text)) + 1)
  return [fence + language, ...text.split('\n'), fence].join(`\n${prefix}`)
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0)
}

export function mdAddress(url: string): string {
  return /[\s()<>]/.test(url) ? `<${url.replaceAll('<', '%3C').replaceAll('>', '%3E')}>` : url
}
