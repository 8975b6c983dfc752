// The declared body of an item → HTML or text, as the app means it: escaped HTML is unescaped once, pictures go where their marks stand.
// It cuts nothing and cleans nothing; that is done later, for all sources alike.
import type { PageMedia } from '../../domain/page.ts'
import { attributesOf, walkTags } from '../text/tags.ts'
import type { Tag } from '../text/tags.ts'
import { attributeText } from '../text/text-of.ts'
import { markdownHtml } from '../text/markdown.ts'
import type { Declared } from './declaration.ts'
import { isThere, textAt, thingsAt } from './values.ts'
import type { Item } from './values.ts'

export type Body = { readonly html: string } | { readonly text: string }

/** Null when the item has no body; an empty text when it has a place for one and nothing in it. */
export function bodyOf(item: Item, declared: Declared): Body | null {
  const html = textAt(item, declared.html)
  if (html !== null) return { html: unescaped(html, declared.escaped) }
  const blocks = blocksHtml(item, declared)
  if (blocks !== '') return { html: blocks }
  const markdown = textAt(item, declared.markdown)
  if (markdown !== null) return { html: markdownHtml(markdown) }
  const text = textAt(item, declared.text)
  if (text !== null) return { text }
  const { html: a, text: b, markdown: c, blocks: d } = declared
  return [a, b, c, d?.list].some((paths) => isThere(item, paths)) ? { text: '' } : null
}

const TAG = /<[a-z!/][^<>]*>/i
const ESCAPED_TAG = /&(?:amp;)?lt;(?:\/[a-z]|(?:p|br|div|img|section|span|table|h[1-6])(?:[\s/]|&(?:amp;)?gt;))/i

/** Escaped twice happens where two systems are chained. Text that shows a tag to its readers has real tags around it. */
function unescaped(html: string, escaped: boolean | undefined): string {
  let text = html
  for (let round = 0; round < 2; round += 1) {
    const is =
      escaped === undefined
        ? !TAG.test(text) && ESCAPED_TAG.test(text)
        : escaped && (round === 0 || (!TAG.test(text) && ESCAPED_TAG.test(text)))
    if (!is) return text
    text = attributeText(text)
  }
  return text
}

function blocksHtml(item: Item, { blocks }: Declared): string {
  if (blocks === undefined) return ''
  return thingsAt(item, blocks.list)
    .map((piece) => {
      const [html, text, image, caption] = [blocks.html, blocks.text, blocks.image, blocks.caption].map((paths) =>
        textAt(item, paths, piece),
      )
      const picture = image == null ? '' : `<p><img src="${escape(image)}" alt="${escape(caption ?? '')}"></p>`
      const words = picture === '' || caption == null ? '' : `<p>${escape(caption)}</p>`
      return `${html ?? ''}${text == null ? '' : paragraphs(text)}${picture}${words}`
    })
    .join('')
}

function paragraphs(text: string): string {
  return text
    .split(/\r\n?|\n/)
    .map((line) => (line.trim() === '' ? '' : `<p>${escape(line)}</p>`))
    .join('')
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** Something that goes where its mark stands in the body. */
export interface Marked {
  readonly mark: string
  readonly media: PageMedia
}

const MARK =
  /<!--[^<>]{1,80}-->|\[\[?[A-Za-z]{2,12}[#_:]?\d{1,4}\]?\]|\$\{?[A-Za-z]{2,12}[#_:]?\d{1,4}\}?|\{\{?[A-Za-z]{2,12}[#_:]?\d{1,4}\}?\}/g

/** One pass over the body, however many marks there are. */
export function withMarked(body: Body, marked: readonly Marked[]): Body {
  if (marked.length === 0 || !('html' in body)) return body
  const byMark = new Map(marked.map((one) => [one.mark, one.media]))
  return {
    html: body.html.replaceAll(MARK, (mark) => {
      const media = byMark.get(mark)
      return media === undefined ? mark : markup(media)
    }),
  }
}

/** Frames whose address has `player` in it give way to what they play, one for one, in order. */
export function withFilms(body: Body, films: readonly PageMedia[], player: string): Body {
  if (!('html' in body) || films.length === 0) return body
  const { html } = body
  const frames: Tag[] = []
  walkTags(html, (tag) => {
    if (tag.name === 'iframe' && !tag.closing && attributeText(attributesOf(html, tag).get('src') ?? '').includes(player)) frames.push(tag)
  })
  if (frames.length !== films.length) return body
  const pieces: string[] = []
  let last = 0
  for (const [n, frame] of frames.entries()) {
    const film = films[n]
    pieces.push(html.slice(last, frame.start), film === undefined ? '' : markup(film))
    last = behind(html, frame)
  }
  return { html: pieces.join('') + html.slice(last) }
}

function behind(html: string, frame: Tag): number {
  const end = html.indexOf('>', frame.rawEnd)
  return end < 0 ? html.length : end + 1
}

function markup({ kind, ref, alt, title }: PageMedia): string {
  if (kind === 'image') return `<p><img src="${escape(ref)}" alt="${escape(alt ?? '')}"></p>`
  if (kind === 'file') return `<p><a href="${escape(ref)}">${escape(title ?? ref)}</a></p>`
  return `<${kind} src="${escape(ref)}"></${kind}>`
}
