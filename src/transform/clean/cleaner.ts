// A container's html in; small, balanced html of a few element names out, with what it met on the way. One streaming pass: keeps only
// what the allow-list names, obeys the limits before any tree is built, never throws.
import { Parser } from 'htmlparser2'
import type { Mark, Note } from '../step.ts'
import { FATES, LIMITS, READ_ATTRIBUTES } from './allow.ts'
import type { Census } from './census.ts'
import { withSource } from './embeds.ts'
import type { Attributes } from './embeds.ts'
import { escapeText } from './entities.ts'
import { embedTag, imageRef, open, picture } from './elements.ts'
import { closesHeading, type Hole, leaveOut, type Pass } from './pass.ts'

export interface Cleaned {
  readonly html: string
  readonly marks: Set<Mark>
  /** Ids seen, and ids that links inside the page point to: only footnote anchors survive. */
  readonly ids: ReadonlySet<string>
  readonly targets: ReadonlySet<string>
}

const NO_ATTRIBUTES: Attributes = {}
const CHUNK = 65_536
const SHAPES = new Set(
  'foreignObject foreignobject animate set animateTransform animatetransform path circle polygon polyline ellipse use'.split(' '),
)

export function clean(source: string, census: Census, aside: { readonly note: Note; readonly keep: ReadonlySet<string> | null }): Cleaned {
  const pass: Pass = {
    html: '',
    marks: new Set(),
    ids: new Set(),
    targets: new Set(),
    keep: aside.keep,
    sizes: [0],
    closers: [],
    census,
    note: aside.note,
    depth: 0,
    bold: 0,
    headings: 0,
    nodes: 0,
    over: null,
    stop: false,
    hole: null,
    pending: null,
    attributes: null,
    attributeCount: 0,
  }
  const parser = parserFor(pass)
  let read = 0
  while (read < source.length && !pass.stop) {
    parser.write(source.slice(read, read + CHUNK))
    read += CHUNK
    if (pass.closers.length > LIMITS.hardDepth) [pass.over, pass.stop] = ['depth', true]
    if (read >= LIMITS.length) [pass.over, pass.stop] = ['length', true]
  }
  parser.end()
  settle(pass)
  const unread = Math.max(0, source.length - read)
  if (pass.over !== null) aside.note.finding('markup-limit', unread > 0 ? `${pass.over}: ${unread} / ${source.length}` : pass.over)
  return pass
}

function parserFor(pass: Pass): Parser {
  return new Parser(
    {
      onopentagname(name) {
        settle(pass)
        pass.pending = name
        pass.attributes = null
        pass.attributeCount = 0
      },
      onattribute(name, value) {
        pass.attributeCount += 1
        if (pass.attributeCount > LIMITS.attributes) pass.over ??= 'attributes'
        else if (READ_ATTRIBUTES.has(name) || pass.keep?.has(name) === true) {
          pass.attributes ??= {}
          pass.attributes[name] ??= value
        }
      },
      ontext(data) {
        settle(pass)
        pass.census.text(data)
        if (pass.hole !== null) return
        // Indentation is most of some pages; outside code it means one space.
        if (data.length > 1 && !pass.marks.has('code') && data.trim() === '') pass.html += ' '
        else pass.html += escapeText(data)
      },
      onclosetag(name) {
        settle(pass)
        close(pass, name)
      },
    },
    { decodeEntities: true },
  )
}

/** Judges the tag whose attributes have all been read. */
function settle(pass: Pass): void {
  const name = pass.pending
  if (name === null) return
  const at = pass.attributes ?? NO_ATTRIBUTES
  pass.pending = null
  pass.nodes += 1
  const { images, video, audio } = pass.census.counts
  pass.census.open(name, at)
  pass.sizes.push(pass.sizes[pass.sizes.length - 1] ?? 0)
  if (SHAPES.has(name)) pass.marks.add('svg')
  let closer = ''
  if (pass.hole === null) {
    if (pass.nodes > LIMITS.nodes) [pass.over, pass.stop] = ['nodes', true]
    closer = pass.depth >= LIMITS.depth ? flat(pass, name, at) : open(pass, name, at)
    const begun: Hole | null = readHole(pass)
    if (begun !== null)
      pass.hole = { ...begun, counts: { ...pass.census.counts, ...(begun.shown === null ? { images, video, audio } : {}) } }
  } else if (name === 'source' && pass.hole.shown !== null) pass.hole = { ...pass.hole, shown: withSource(pass.hole.shown, at) }
  if (closer !== '') pass.depth += 1
  if (closer.includes('</strong>')) pass.bold += 1
  if (closesHeading(closer)) pass.headings += 1
  pass.closers.push(closer)
}

function readHole(pass: Pass): Hole | null {
  return pass.hole
}

/** Too deep for a tree: the element goes, its text and pictures stay. */
function flat(pass: Pass, name: string, at: Attributes): string {
  pass.over ??= 'depth'
  const fate = FATES.get(name)
  if (fate?.kind === 'skip') return leaveOut(pass, null)
  if (fate?.kind === 'drop') return leaveOut(pass, fate.rule)
  if (name === 'img' && imageRef(at) !== '') pass.html += picture(imageRef(at), at)
  else if (name === 'br' || fate?.kind === 'block') pass.html += '<br>'
  return ''
}

function close(pass: Pass, name: string): void {
  pass.census.close(name)
  const closer = pass.closers.pop() ?? ''
  pass.sizes.pop()
  if (closer !== '') {
    pass.depth -= 1
    if (pass.bold > 0 && closer.includes('</strong>')) pass.bold -= 1
    if (pass.headings > 0 && closesHeading(closer)) pass.headings -= 1
    pass.html += closer
  }
  if (pass.hole === null || pass.closers.length !== pass.hole.at) return
  fill(pass, pass.hole)
  pass.hole = null
}

function fill(pass: Pass, hole: Hole): void {
  if (hole.shown !== null) pass.html += `${embedTag(hole.shown)}</g-embed>`
  if (hole.rule === null) return
  const now = pass.census.counts
  const held = {
    images: now.images - hole.counts.images,
    links: now.links - hole.counts.links,
    tables: now.tables - hole.counts.tables,
    attachments: now.attachments - hole.counts.attachments,
    audio: now.audio - hole.counts.audio,
    video: now.video - hole.counts.video,
  }
  const text = pass.census.since(hole.from)
  if (text.trim() !== '' || Object.values(held).some((count) => count > 0)) pass.note.dropped(hole.rule, text, held)
}
