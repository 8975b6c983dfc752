// The pieces of a post's text → HTML paragraphs, its own words apart from the words of those it forwards; and its title, if it bears one.
import { withEmoji } from './emoticons.ts'
import type { Piece } from './pieces.ts'

/** `words//@A:…//@B:…`: only what stands before the first `//@` is the account's own. */
export function splitChain(pieces: readonly Piece[]): { readonly own: readonly Piece[]; readonly chain: readonly (readonly Piece[])[] } {
  const parts: Piece[][] = [[]]
  for (const piece of pieces) {
    if (piece.kind !== 'words') {
      parts.at(-1)?.push(piece)
      continue
    }
    for (const [n, words] of piece.words.split(/\/\/(?=@)/).entries()) {
      if (n > 0) parts.push([])
      if (words !== '') parts.at(-1)?.push({ kind: 'words', words })
    }
  }
  const [own = [], ...chain] = parts
  return { own, chain }
}

/** Each line a paragraph. */
export function paragraphs(pieces: readonly Piece[]): string {
  const lines: string[] = ['']
  for (const piece of pieces) {
    if (piece.kind === 'words') {
      for (const [n, words] of withEmoji(piece.words).split('\n').entries()) {
        if (n > 0) lines.push('')
        lines[lines.length - 1] += escaped(words)
      }
    } else lines[lines.length - 1] += piece.kind === 'link' ? link(piece) : image(piece.url)
  }
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => `<p>${line}</p>`)
    .join('')
}

function link({ words, href }: { readonly words: string; readonly href: string }): string {
  return `<a href="${escaped(href)}">${escaped(withEmoji(words))}</a>`
}

function image(url: string): string {
  return `<img src="${escaped(url)}">`
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** As a reader sees it, lines and all. */
export function wordsOf(pieces: readonly Piece[]): string {
  return withEmoji(pieces.map((piece) => (piece.kind === 'picture' ? '' : piece.words)).join('')).trim()
}

/** Government accounts write `【标题】正文`; whoever writes no title has none. */
export function titleOf(words: string): string | null {
  const [, before = '', title = ''] = /^([^【\n]{0,60})【\s*([^】\n]{2,80}?)\s*】/.exec(words) ?? []
  const isFirst = before.replaceAll(/#[^#\n]*#|\s|\p{Extended_Pictographic}|\u200d|\ufe0f/gu, '') === ''
  return title === '' || !isFirst ? null : title.replaceAll(/#([^#]+)#/g, '$1')
}
