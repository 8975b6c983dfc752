// A container's html in; small, balanced html of a few element names out, with what it met on the way. One streaming pass: keeps only
// what the allow-list names, obeys the limits before any tree is built, never throws.
import { Parser } from 'htmlparser2'
import type { Counts } from '../../domain/draft.ts'
import type { Mark, Note } from '../step.ts'
import { FATES, LIMITS, READ_ATTRIBUTES, TABLE_PARTS } from './allow.ts'
import { REAL_DATA_PICTURE, type Census } from './census.ts'
import { type Attributes, type Embed, embedOf, service } from './embeds.ts'
import { escapeAttribute, escapeText } from './entities.ts'
import { readAddress } from './address.ts'
import { type Style, readStyle } from './style.ts'

export interface Cleaned {
  readonly html: string
  readonly marks: Set<Mark>
  /** Ids seen, and ids that links inside the page point to: only footnote anchors survive. */
  readonly ids: ReadonlySet<string>
  readonly targets: ReadonlySet<string>
}

/** Attributes that the mapping's selectors need; they never reach the output. */
export interface Keeping {
  readonly attributes: ReadonlySet<string>
}

interface Hole {
  readonly rule: string | null
  readonly at: number
  text: string
  readonly held: { images: number }
}

const NO_ATTRIBUTES: Attributes = {}
const CHUNK = 65_536

export function clean(source: string, census: Census, aside: { readonly note: Note; readonly keep: Keeping | null }): Cleaned {
  const { note, keep } = aside
  const marks = new Set<Mark>()
  const ids = new Set<string>()
  const targets = new Set<string>()
  const closers: string[] = []
  const sizes: number[] = [0]
  let html = ''
  let depth = 0
  let nodes = 0
  let over: string | null = null
  let stop = false
  let hole: Hole | null = null
  // The tag being read: it is judged when the next event comes, so that no attribute object is built for what nobody reads.
  let pending: string | null = null
  let attributes: Record<string, string> | null = null
  let attributeCount = 0

  const out = (text: string): void => {
    html += text
  }

  const flush = (): void => {
    if (pending === null) return
    const name = pending
    const at = attributes ?? NO_ATTRIBUTES
    pending = null
    census.open(name, at)
    const before = html.length
    let closer = ''
    const size = sizes[sizes.length - 1] ?? 0
    sizes.push(size)
    if (hole !== null) inHole(name, at, hole)
    else if (nodes > LIMITS.nodes) [over, stop] = ['nodes', true]
    else if (depth >= LIMITS.depth) {
      over = 'depth'
      out(flat(name, at))
    } else closer = open(name, at)
    if (html.length > before) nodes += 1
    if (closer !== '') depth += 1
    closers.push(closer)
  }

  const open = (name: string, at: Attributes): string => {
    const style = at['style'] === undefined ? null : readStyle(at['style'])
    const fate = FATES.get(name)
    if ((style?.hidden === true || at['hidden'] !== undefined) && name !== 'br') return leaveOut('hidden-content')
    if (fate?.kind === 'skip') return leaveOut(null)
    if (fate?.kind === 'drop') return leaveOut(fate.rule)
    if (at['class']?.includes('code-snippet__line-index') === true) return leaveOut(null)
    const id = at['id'] ?? (name === 'a' ? at['name'] : undefined)
    if (id !== undefined && id !== '') ids.add(id)
    if (fate?.kind === 'special') return special(name, at, style)
    if (fate === undefined && name.startsWith('mp-')) marks.add('embed')
    const shape = fate === undefined ? '' : fate.kind === 'block' ? 'div' : fate.kind === 'element' ? fate.name : ''
    if (fate?.kind === 'element' && fate.empty) {
      out(`<${shape}>`)
      return ''
    }
    return element(name, shape, { at, style, id })
  }

  const element = (name: string, shape: string, what: { at: Attributes; style: Style | null; id: string | undefined }): string => {
    const { at, style, id } = what
    let tag = shape
    let rest = kept(name, at)
    if (id !== undefined && id !== '') rest += ` id="${escapeAttribute(id)}"`
    if (name === 'td' || name === 'th') rest += span('colspan', at) + span('rowspan', at)
    if (tag === 'table') marks.add('table')
    if (tag === 'pre' || tag === 'code') marks.add('code')
    if (tag === 'ol' && at['start'] !== undefined && /^\d{1,6}$/.test(at['start'])) rest += ` start="${Number(at['start'])}"`
    if (tag === 'pre' && at['data-lang'] !== undefined && /^[\w+#-]{1,20}$/.test(at['data-lang'])) rest += ` data-lang="${at['data-lang']}"`
    const align = style?.align ?? alignAttribute(name, at)
    if (align !== null && tag !== '') rest += ` data-a="${align}"`
    if (style === null) {
      if (tag === '' && rest !== '') tag = 'span'
      if (tag === '') return ''
      out(`<${tag}${rest}>`)
      return `</${tag}>`
    }
    if (style.bar && tag === 'div') {
      tag = 'blockquote'
      rest += ' data-bar=""'
      marks.add('bar')
    }
    rest += sized(style)
    if (tag === '' && rest !== '') tag = 'span'
    let closer = ''
    if (tag !== '') {
      out(`<${tag}${rest}>`)
      closer = `</${tag}>`
    }
    if (style.picture !== null && !TABLE_PARTS.has(tag)) out(picture(style.picture, ''))
    return TABLE_PARTS.has(tag) || tag === 'ul' || tag === 'ol' ? closer : emphasis(style) + closer
  }

  const sized = (style: Style): string => {
    if (style.size === null) return ''
    const bucket = style.size >= 20 ? 20 : style.size >= 17.5 ? 18 : 0
    if (bucket === (sizes[sizes.length - 2] ?? 0)) return ''
    sizes[sizes.length - 1] = bucket
    if (bucket > 0) marks.add('big')
    return ` data-z="${bucket}"`
  }

  const emphasis = (style: Style): string => {
    let closer = ''
    for (const tag of [style.bold && 'strong', style.italic && 'em', style.underline && 'u', style.strike && 's', style.raise ?? false]) {
      if (tag === false) continue
      out(`<${tag}>`)
      closer = `</${tag}>${closer}`
    }
    return closer
  }

  const leaveOut = (rule: string | null): string => {
    hole = { rule, at: closers.length, text: '', held: { images: 0 } }
    return ''
  }

  const inHole = (name: string, at: Attributes, where: Hole): void => {
    if (name === 'img' && imageRef(at) !== '') where.held.images += 1
    if (name === 'svg') marks.add('svg')
  }

  const special = (name: string, at: Attributes, style: Style | null): string => {
    if (name === 'a') return anchor(at, style)
    if (name === 'img' || name === 'image') {
      const ref = imageRef(at)
      if (ref !== '') out(picture(ref, at['alt'] ?? '', at))
      else if (style?.picture !== undefined && style?.picture !== null) out(picture(style.picture, at['alt'] ?? ''))
      return ''
    }
    if (name === 'svg') return drawing(style)
    if (name === 'object') return ''
    if (name === 'mp-pay-preview-filter') {
      marks.add('paid')
      return ''
    }
    const embed = embedOf(name, at)
    if (embed === null) return ''
    marks.add('embed')
    out(`${embedTag(embed)}</g-embed>`)
    // What stands between the tags is for readers without the player.
    return name === 'iframe' || name === 'video' || name === 'audio' ? leaveOut('fallback-text') : ''
  }

  const anchor = (at: Attributes, style: Style | null): string => {
    const rest = kept('a', at)
    const id = at['id'] ?? at['name'] ?? ''
    const close = style === null ? '' : emphasisLater(style)
    if (/\bweapp_/.test(at['class'] ?? '') || at['data-miniprogram-appid'] !== undefined) {
      marks.add('embed')
      out(embedTag(service(at)))
      return `${close === '' ? '' : emphasis(style ?? readStyle(''))}</g-embed>`
    }
    const to = readAddress(at['href'] ?? '')
    if (to.kind === 'fragment') targets.add(to.id)
    const href = 'url' in to ? to.url : to.kind === 'fragment' ? `#${to.id}` : ''
    if (to.kind === 'broken' || to.kind === 'relative') {
      // A relative address may still name a stored file; the writer looks.
      out(`<a data-rel="${escapeAttribute(at['href'] ?? '')}"${id === '' ? '' : ` id="${escapeAttribute(id)}"`}${rest}>`)
    } else if (href === '' && id === '') {
      return style === null ? '' : emphasis(style)
    } else out(`<a href="${escapeAttribute(href)}"${id === '' ? '' : ` id="${escapeAttribute(id)}"`}${rest}>`)
    return `${style === null ? '' : emphasis(style)}</a>`
  }

  const emphasisLater = (style: Style): string => (style.bold || style.italic ? 'yes' : '')

  const drawing = (style: Style | null): string => {
    if (style?.picture !== undefined && style?.picture !== null) {
      marks.add('svg')
      out(picture(style.picture, ''))
    }
    return ''
  }

  const kept = (name: string, at: Attributes): string => {
    if (keep === null) return ''
    let rest = name === 'p' || name === 'section' ? ` data-tag="${name}"` : ''
    for (const wanted of keep.attributes) {
      if (wanted !== 'id' && wanted !== 'style' && at[wanted] !== undefined) rest += ` data-k-${wanted.replaceAll(':', '-')}="${escapeAttribute(at[wanted])}"`
    }
    if (keep.attributes.has('id') && at['id'] !== undefined) rest += ` data-k-id="${escapeAttribute(at['id'])}"`
    return rest
  }

  const flat = (name: string, at: Attributes): string => {
    if (name === 'br') return '<br>'
    if (name === 'img' && imageRef(at) !== '') return picture(imageRef(at), at['alt'] ?? '')
    const fate = FATES.get(name)
    if (fate?.kind === 'skip') leaveOut(null)
    else if (fate?.kind === 'drop') leaveOut(fate.rule)
    return ''
  }

  const fill = (where: Hole): void => {
    if (where.rule === null || (where.text.trim() === '' && where.held.images === 0)) return
    note.dropped(where.rule, where.text, { images: where.held.images })
  }

  const parser = new Parser({
    onopentagname(name) {
      flush()
      pending = name
      attributes = null
      attributeCount = 0
      if (SHAPES.has(name)) marks.add('svg')
    },
    onattribute(name, value) {
      attributeCount += 1
      if (attributeCount > LIMITS.attributes) over ??= 'attributes'
      else if (READ_ATTRIBUTES.has(name) || keep?.attributes.has(name) === true) {
        attributes ??= {}
        attributes[name] ??= value
      }
    },
    ontext(data) {
      flush()
      census.text(data)
      if (hole === null) out(escapeText(data))
      else if (hole.rule !== null) hole.text += data
    },
    onclosetag(name) {
      flush()
      census.close(name)
      const closer = closers.pop() ?? ''
      sizes.pop()
      if (closer !== '') {
        depth -= 1
        out(closer)
      }
      if (hole !== null && closers.length === hole.at) {
        fill(hole)
        hole = null
      }
    },
  }, { decodeEntities: true })

  let read = 0
  const length = Math.min(source.length, LIMITS.length)
  while (read < length && !stop) {
    parser.write(source.slice(read, Math.min(read + CHUNK, length)))
    read += CHUNK
    if (closers.length > LIMITS.hardDepth) [over, stop] = ['depth', true]
  }
  parser.end()
  flush()
  if (read < source.length) over ??= 'length'
  if (over !== null) note.finding('markup-limit', `${over}${read < source.length ? `, ${source.length - read} / ${source.length}` : ''}`)
  return { html, marks, ids, targets }
}

const SHAPES = new Set(['foreignObject', 'foreignobject', 'animate', 'set', 'animateTransform', 'animatetransform', 'path', 'circle', 'polygon', 'polyline', 'ellipse', 'use'])

function span(name: 'colspan' | 'rowspan', at: Attributes): string {
  const value = at[name]
  const count = value !== undefined && /^\s*\d{1,4}\s*$/.test(value) ? Number(value) : 1
  return count > 1 && count <= 1000 ? ` ${name}="${count}"` : ''
}

function alignAttribute(name: string, at: Attributes): 'center' | 'right' | null {
  const value = at['align']?.toLowerCase()
  if (name === 'center' || value === 'center') return name === 'table' ? null : 'center'
  return value === 'right' && name !== 'table' ? 'right' : null
}

function picture(ref: string, alt: string, at: Attributes = NO_ATTRIBUTES): string {
  const title = at['title']
  return `<img src="${escapeAttribute(ref)}" alt="${escapeAttribute(alt)}"${title === undefined ? '' : ` title="${escapeAttribute(title)}"`}>`
}

/** Lazy pictures first: `src` of those is a placeholder (or was filled by the browser that saved the page). */
export function imageRef(at: Attributes): string {
  for (const ref of [at['data-src'], at['data-original'], at['data-lazy-src'], at['src'], at['href'], at['xlink:href']]) {
    const text = ref?.trim() ?? ''
    if (text === '') continue
    if (/^data:/i.test(text)) {
      if (text.length > REAL_DATA_PICTURE && !/^data:image\/svg/i.test(text)) return text
    } else if (!/^(?:about|javascript|vbscript|blob|file):/i.test(text)) return text
  }
  return ''
}

function embedTag(embed: Embed): string {
  return `<g-embed data-kind="${embed.kind}" data-keys="${escapeAttribute(embed.keys.join('\n'))}" data-title="${escapeAttribute(embed.title)}" data-href="${escapeAttribute(embed.href)}">`
}

export type Held = Partial<Counts>
