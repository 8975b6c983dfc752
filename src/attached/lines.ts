// Gathers the words of a file into lines and cells, up to the limit of what is kept.
import { FileUnread } from './limits.ts'

export interface Lines {
  add(text: string): void
  /** A tab: the next cell of a row. */
  cell(): void
  line(): void
  text(): string
}

/** `left`: characters that may still be kept of this file. */
export function openLines(left: { characters: number }): Lines {
  const pieces: string[] = []
  const push = (text: string) => {
    left.characters -= text.length
    if (left.characters < 0) throw new FileUnread('too-large')
    pieces.push(text)
  }
  return {
    add: push,
    cell: () => push('\t'),
    line: () => push('\n'),
    text: () =>
      pieces
        .join('')
        // the end of a paragraph in a cell
        .replaceAll(/ +\t/g, '\t')
        .replaceAll(/[ \t]+$/gm, '')
        .replaceAll(/\n{2,}/g, '\n')
        .trim(),
  }
}
