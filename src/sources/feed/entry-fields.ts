// The source of one XML entry → its fields: a name, attributes, text, and markup where there is some. Bears broken markup; linear.
import { Parser } from 'htmlparser2'
import type { FeedFacts } from './document.ts'
import { declared, nameOf } from './names.ts'
import type { Prefixes } from './names.ts'

export interface Field {
  /** `title`, `dc:date`, `author/name`, `media:group/media:content`; '' = the entry itself. */
  readonly name: string
  readonly given: Given
  /** Character data right inside, entities of XML decoded once. */
  readonly text: string
  /** What is inside as HTML, when there are elements; else null. */
  readonly html: string | null
  /** What addresses inside are relative to, as the entry says. */
  readonly base: string | null
}

type Given = Readonly<Record<string, string>>

/** Elements of elements are fields too, where feeds put facts so deep. */
const HOLDERS = new Set(['', 'author', 'contributor', 'source', 'media:group', 'media:content', 'image'])
const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))
const DEEPEST = 256
const DEEPEST_FIELD = 4

interface Open {
  readonly name: string
  readonly given: Given
  readonly prefixes: Prefixes
  base: string | null
  readonly text: string[]
  readonly html: string[]
  hasMarkup: boolean
}

/** Thrown inside only: the parser can't be told to stop. */
class Enough extends Error {}

/** `around`: what the document says that its entries inherit. */
export function entryFields(xml: string, around: Pick<FeedFacts, 'namespaces' | 'base'>): readonly Field[] {
  const reader = fieldReader(around)
  const parser = new Parser(
    { onopentag: (name, given) => reader.open(name, given), ontext: (piece) => reader.text(piece), onclosetag: () => reader.close() },
    { xmlMode: true, decodeEntities: true },
  )
  try {
    parser.end(xml)
  } catch (error) {
    if (!(error instanceof Enough)) throw error
  }
  return reader.fields()
}

function fieldReader(around: Pick<FeedFacts, 'namespaces' | 'base'>) {
  const outer: Prefixes = new Map(Object.entries(around.namespaces))
  const done: Field[] = []
  /** Fields that are open, each inside the one before. */
  const stack: Open[] = []
  /** Names of the open elements inside the innermost field. */
  const markup: string[] = []
  return {
    open(raw: string, given: Given): void {
      if (stack.length + markup.length >= DEEPEST) throw new Enough()
      const holder = stack.at(-1)
      const prefixes = declared(given, holder?.prefixes ?? outer)
      const name = nameOf(raw, prefixes)
      const isField = holder === undefined || (markup.length === 0 && HOLDERS.has(holder.name) && stack.length < DEEPEST_FIELD)
      if (isField) stack.push(opened(name, given, { holder, prefixes, base: around.base }))
      else markup.push(tagInside(holder, name, given))
    },
    text(piece: string): void {
      const field = stack.at(-1)
      if (markup.length === 0) field?.text.push(piece)
      field?.html.push(escaped(piece))
    },
    close(): void {
      const inner = markup.pop()
      if (inner !== undefined) stack.at(-1)?.html.push(VOID.has(inner) ? '' : `</${inner}>`)
      else {
        const field = stack.pop()
        if (field !== undefined) done.push(finished(field))
      }
    },
    fields: (): readonly Field[] => [...done, ...stack.toReversed().map(finished)],
  }
}

interface Around {
  readonly holder: Open | undefined
  readonly prefixes: Prefixes
  readonly base: string | null
}

function opened(name: string, given: Given, { holder, prefixes, base }: Around): Open {
  const full = holder === undefined ? '' : holder.name === '' ? name : `${holder.name}/${name}`
  const own = joined(given['xml:base'], holder === undefined ? base : holder.base)
  return { name: full, given, prefixes, base: own, text: [], html: [], hasMarkup: false }
}

/** Writes an element of a field's text, and gives its name there. */
function tagInside(field: Open, name: string, given: Given): string {
  const local = name.slice(name.indexOf(':') + 1)
  // XHTML says on its own outermost element what it is relative to.
  if (!field.hasMarkup) field.base = joined(given['xml:base'], field.base)
  field.hasMarkup = true
  field.html.push(`<${local}${attributes(given)}>`)
  return local
}

function finished({ name, given, text, html, hasMarkup, base }: Open): Field {
  return { name, given, base, text: text.join(''), html: hasMarkup ? html.join('') : null }
}

function joined(own: string | undefined, around: string | null): string | null {
  if (own === undefined) return around
  return URL.parse(own, around ?? undefined)?.href ?? own
}

function attributes(given: Given): string {
  return Object.entries(given)
    .filter(([name]) => !name.startsWith('xmlns') && !name.startsWith('xml:'))
    .map(([name, value]) => ` ${name}="${escaped(value).replaceAll('"', '&quot;')}"`)
    .join('')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
