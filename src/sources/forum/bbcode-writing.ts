// What is being written of one post's BBCode, and the few ways to write to it. Nesting has an end: deeper elements keep their text only.
import type { PageMedia, Remark } from '../../domain/page.ts'
import { escapeText } from './edits.ts'

export interface Attachment {
  readonly aid: string
  readonly name: string
  readonly ref: string
  readonly isImage: boolean
  readonly description: string
  /** Sold, or for readers of some rank. */
  readonly guarded: boolean
}

export interface CodeOptions {
  /** The text is HTML already (phpwind stores it so; Discuz! where the author was allowed to). */
  readonly isHtml: boolean
  /** False where the author switched the code off: brackets are words. */
  readonly hasCode: boolean
  readonly attachments: ReadonlyMap<string, Attachment>
  /** Makes an address of the forum a whole one. */
  readonly whole: (address: string) => string
}

export interface Coded {
  readonly html: string
  readonly media: readonly PageMedia[]
  readonly remarks: readonly Remark[]
  /** Attachments that the text places. */
  readonly used: ReadonlySet<string>
}

export interface Writing {
  readonly options: CodeOptions
  /** The text with small letters, to look for closing tags in. */
  readonly lower: string
  /** Line breaks stand as tags: the others mean nothing. */
  readonly hasBreaks: boolean
  readonly out: string[]
  readonly open: { readonly name: string; readonly html: string }[]
  readonly count: Map<string, number>
  readonly media: PageMedia[]
  readonly remarks: Remark[]
  readonly used: Set<string>
}

const MOST_DEPTH = 60

export function plain({ options, out }: Writing, text: string): void {
  if (text !== '') out.push(options.isHtml ? text : escapeText(text))
}

/** False where the nest is too deep for one more element; what closes it is passed over then. */
export function openTag(writing: Writing, name: string, tag: { readonly html: string; readonly attributes: string }): boolean {
  if (writing.open.length >= MOST_DEPTH) {
    writing.count.set(`over:${name}`, (writing.count.get(`over:${name}`) ?? 0) + 1)
    return false
  }
  writing.open.push({ name, html: tag.html })
  writing.count.set(name, (writing.count.get(name) ?? 0) + 1)
  if (tag.html !== '') writing.out.push(`<${tag.html}${tag.attributes}>`)
  return true
}

export function close(writing: Writing): string | null {
  const last = writing.open.pop()
  if (last === undefined) return null
  writing.count.set(last.name, (writing.count.get(last.name) ?? 1) - 1)
  if (last.html !== '') writing.out.push(`</${last.html}>`)
  return last.name
}
