// A draft and kinds of personal data in; the same draft with them masked out (R29), wherever readers or machines would meet them: words, table cells,
// numbers that markup breaks up, titles, the words of pictures, addresses. Masks keep every other character in its place. What stands in pictures and
// attached files is not reached. Names are not masked: nobody can tell which of them may stand.
import { parseFragment, serialize } from 'parse5'
import type { DefaultTreeAdapterTypes } from 'parse5'
import type { Draft, DraftLink, DraftMedia } from '../domain/draft.ts'
import type { FindingCode } from '../domain/findings.ts'
import { bankCard } from './bank-card.ts'
import { birthDate } from './birth-date.ts'
import { homeAddress } from './home-address.ts'
import type { Rule } from './inspector.ts'
import { labelled } from './labelled.ts'
import { mobile } from './mobile.ts'
import { plainOf } from './plain.ts'
import { plate } from './plate.ts'
import { privateContact } from './private-contact.ts'
import { residentId } from './resident-id.ts'

const RULES: readonly Rule[] = [residentId, labelled, mobile, bankCard, plate, privateContact, homeAddress, birthDate].flatMap(
  ({ rules }) => rules ?? [],
)

/** What can be masked. */
export const MASKABLE: ReadonlySet<FindingCode> = new Set(RULES.map(({ code }) => code))

type Mask = (text: string) => string

export function maskDraft(draft: Draft, codes: ReadonlySet<string>): Draft {
  const mask = maskOf(codes)
  const maybe = (text: string | null): string | null => (text === null ? null : mask(text))
  const { origin } = draft
  return {
    ...draft,
    title: mask(draft.title),
    author: maybe(draft.author),
    source: maybe(draft.source),
    summary: maybe(draft.summary),
    keywords: draft.keywords.map(mask),
    readMore: maybe(draft.readMore),
    origin: origin === null ? null : { account: maybe(origin.account ?? null) ?? undefined, url: maybe(origin.url ?? null) ?? undefined },
    html: maskHtml(draft.html, mask),
    markdown: maskMarkdown(draft.markdown, mask),
    text: mask(draft.text),
    media: draft.media.map((one): DraftMedia => ({ ...one, alt: mask(one.alt), title: mask(one.title) })),
    links: draft.links.map((one): DraftLink => ({ ...one, url: mask(one.url), text: mask(one.text) })),
  }
}

/** A mask for text; the result has the same length. */
export function maskOf(codes: ReadonlySet<string>): Mask {
  const rules = RULES.filter(({ code }) => codes.has(code))
  return (text) => {
    const plain = plainOf(text)
    const chars = [...Array(text.length).keys()].map((at) => text.charAt(at))
    let changed = false
    for (const { seek } of rules) {
      for (const { start, end, about } of seek(plain.text)) {
        changed = true
        cover(chars, [plain.at(start), plain.at(end - 1) + 1], about)
      }
    }
    return changed ? chars.join('') : text
  }
}

const SIGN = /[\p{L}\p{N}]|[\uD800-\uDFFF]/u
const SHOWN = /[\p{L}\p{N}*]/u

/** Covers what the excerpt covers; where the two do not go sign by sign, all but what stands before the first star and behind the last. */
function cover(chars: string[], [from, to]: readonly [number, number], about: string): void {
  const places: number[] = []
  for (let at = from; at < to; at += 1) if (SIGN.test(chars[at] ?? '')) places.push(at)
  const signs = Array.from(about).filter((sign) => SHOWN.test(sign))
  const first = signs.indexOf('*')
  const behind = signs.length - 1 - signs.lastIndexOf('*')
  for (const [n, at] of places.entries()) {
    const isCovered = signs.length === places.length ? signs[n] === '*' : n >= first && n < places.length - behind
    if (isCovered) chars[at] = '*'
  }
}

/** Marks of emphasis and escapes stand between the signs of a number that markup breaks up. */
function maskMarkdown(markdown: string, mask: Mask): string {
  const bare: string[] = []
  const places: number[] = []
  for (let at = 0; at < markdown.length; at += 1) {
    const sign = markdown.charAt(at)
    if ('*_`~\\'.includes(sign)) continue
    bare.push(sign)
    places.push(at)
  }
  const text = bare.join('')
  const masked = mask(text)
  if (masked === text) return markdown
  const chars = [...Array(markdown.length).keys()].map((at) => markdown.charAt(at))
  for (const [n, at] of places.entries()) chars[at] = masked.charAt(n)
  return chars.join('')
}

type Node = DefaultTreeAdapterTypes.ChildNode | DefaultTreeAdapterTypes.DocumentFragment
type TextNode = DefaultTreeAdapterTypes.TextNode

const CELLS = new Set(['td', 'th'])
const INLINE = new Set('a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup u var wbr'.split(' '))
const WORDS = new Set(['alt', 'title', 'href', 'cite', 'aria-label'])

/** The words of the whole piece are one text, so that a number that markup breaks up is found. */
function maskHtml(html: string, mask: Mask): string {
  const root = parseFragment(html)
  const texts: { readonly node: TextNode; readonly start: number }[] = []
  const pieces: string[] = []
  let length = 0
  const push = (text: string) => {
    pieces.push(text)
    length += text.length
  }
  walk(root, {
    text: (node) => {
      texts.push({ node, start: length })
      push(node.value)
    },
    edge: (name) => push(CELLS.has(name) ? '\t' : '\n'),
    attributes: (attributes) => {
      for (const one of attributes) if (WORDS.has(one.name)) one.value = mask(one.value)
    },
  })
  const masked = mask(pieces.join(''))
  for (const { node, start } of texts) node.value = masked.slice(start, start + node.value.length)
  return serialize(root)
}

interface Walk {
  readonly text: (node: TextNode) => void
  readonly edge: (name: string) => void
  readonly attributes: (attributes: { readonly name: string; value: string }[]) => void
}

/** In document order, however deep it nests. */
function walk(root: Node, { text, edge, attributes }: Walk): void {
  const open: (Node | { readonly ends: string })[] = [root]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if ('ends' in node) edge(node.ends)
    else if ('value' in node) text(node)
    else if ('childNodes' in node) {
      const name = 'tagName' in node ? node.tagName : ''
      if ('attrs' in node) attributes(node.attrs)
      if (name !== '' && !INLINE.has(name)) open.push({ ends: name })
      open.push(...node.childNodes.toReversed())
    }
  }
}
