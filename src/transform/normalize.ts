// A page as its platform told it in; the post as it will stand on the new site, and what an editor should know, out. Pure and
// deterministic: no network, no clock, no files; never throws, whatever the page holds.
import type { Draft, DraftMedia } from '../domain/draft.ts'
import { type Finding, type FindingCode, FINDINGS, finding, isFindingCode } from '../domain/findings.ts'
import type { Page } from '../domain/page.ts'
import type { ServiceUse } from '../domain/functions.ts'
import { readAddress } from './clean/address.ts'
import { openCensus } from './clean/census.ts'
import { clean } from './clean/cleaner.ts'
import { type Dropped, weigh } from './conservation.ts'
import { appendMedia, coverOf, sourceHtml } from './enclosed.ts'
import { patternsOf } from './facts/patterns.ts'
import { allOf } from './flow.ts'
import { columnOf } from './facts/routes.ts'
import { servicesOf } from './facts/function-links.ts'
import { tidyLine } from './facts/tidy-line.ts'
import { authorOf, sourceOf, titleOf } from './facts/title.ts'
import type { Aside, Mark, Note, Surroundings } from './step.ts'
import { STEPS } from './steps.ts'
import { mayHaveChrome } from './steps/drop-platform.ts'
import { over, parseTree, type Tree } from './tree.ts'
import { write, type Written } from './write/walk.ts'

export interface Normalized {
  readonly draft: Draft
  readonly findings: Finding[]
  /** Services the post leads to, each once: mini-programs, votes, forms, the service systems of the administration. */
  readonly services: readonly ServiceUse[]
}

interface Notebook extends Note {
  readonly findings: Finding[]
  readonly drops: Dropped[]
  readonly services: ServiceUse[]
}

export function normalize(page: Page, near: Surroundings): Normalized {
  const note = openNotebook()
  const census = openCensus()
  const cleaned = clean(sourceHtml(page), census, { note, keep: patternsOf(near.mapping).keep })
  const seen = census.since(0)
  if (mayHaveChrome(seen)) cleaned.marks.add('chrome')
  if (cleaned.marks.has('svg')) note.finding('svg-interactive')
  if (cleaned.marks.has('paid')) note.finding('paid-content')
  const enclosed = appendMedia(page, cleaned.html)
  const tree = parseTree(cleaned.html + enclosed.html)
  runSteps(tree, { page, near, note, marks: cleaned.marks })
  const anchors = new Set([...cleaned.targets].filter((id) => cleaned.ids.has(id)))
  const written = write(tree, { near, note, anchors })
  const text = allOf(written.sheet.text)
  const conservation = weigh({
    before: { text: seen, counts: { ...census.counts, images: census.counts.images + enclosed.images } },
    after: { text, made: written.sheet.made, counts: written.counts },
    dropped: note.drops,
  })
  for (const lost of conservation.lost) note.finding('content-lost', lost)
  for (const rule of new Set(conservation.dropped.map((one) => one.rule))) note.finding('content-dropped', rule)
  const draft: Draft = { ...factsOf(page, near, text), ...bodyOf(page, near, { written, text, note }), conservation }
  judge(page, draft, note)
  return { draft, findings: note.findings, services: servicesOf(draft, note.services, near.mapping) }
}

function openNotebook(): Notebook {
  const findings: Finding[] = []
  const drops: Dropped[] = []
  const services: ServiceUse[] = []
  return {
    findings,
    drops,
    services,
    service: (use) => void services.push(use),
    finding: (code, about = '', level = FINDINGS[code].level) => void findings.push({ ...finding(code, about.toWellFormed()), level }),
    dropped: (rule, what, held = {}) => void drops.push({ rule, what, held }),
  }
}

function runSteps(tree: Tree, aside: Aside & { readonly marks: ReadonlySet<Mark> }): void {
  const due = STEPS.filter((step) => step.wants(aside.marks, aside.near))
  if (due.length === 0) return
  const small = over(tree)
  for (const step of due) step.run(small, aside)
}

function bodyOf(
  page: Page,
  near: Surroundings,
  made: { written: Written; text: string; note: Note },
): Pick<Draft, 'html' | 'markdown' | 'text' | 'media' | 'links'> {
  const { sheet } = made.written
  const markdown = allOf(sheet.markdown)
  const covers: readonly DraftMedia[] = coverOf(page, near, made.note)
  return {
    html: allOf(sheet.html),
    markdown: markdown === '' ? '' : `${markdown}\n`,
    text: made.text,
    media: [...covers, ...sheet.media],
    links: sheet.links,
  }
}

function factsOf(
  page: Page,
  near: Surroundings,
  text: string,
): Omit<Draft, 'html' | 'markdown' | 'text' | 'media' | 'links' | 'conservation'> {
  const named = titleOf(page, { text, organ: near.organ }, near.mapping)
  return {
    kind: page.kind,
    ...named,
    author: authorOf(page, near.mapping),
    source: sourceOf(page, near.mapping),
    publisher: near.organ || null,
    published: page.published,
    modified: page.modified,
    summary: tidyLine(page.summary) || null,
    keywords: [...new Set([...near.mapping.keywords, ...page.topics.map(tidyLine)])].filter((word) => word !== ''),
    column: columnOf({ page, title: named.title, text: () => text }, near.mapping),
    originalUrl: absolute(page.url),
    readMore: absolute(page.readMore),
    origin: page.origin,
    ...(page.from === undefined ? {} : { from: page.from }),
    ...(page.gathering === undefined ? {} : { members: page.gathering.members }),
  }
}

function absolute(address: string | null): string | null {
  const read = readAddress(address ?? '')
  return read.kind === 'web' ? read.url : null
}

/** Words a source may use in remarks and facts for things that have a finding. */
const SAID: Readonly<Record<string, FindingCode>> = {
  edited: 'edited-after-publish',
  paid: 'paid-content',
  reprint: 'reprint',
  truncated: 'file-truncated',
}

function judge(page: Page, draft: Draft, note: Notebook): void {
  const has = (code: FindingCode): boolean => note.findings.some((one) => one.code === code)
  const once = (code: FindingCode, about = ''): void => {
    if (!has(code)) note.finding(code, about)
  }
  for (const { code, about } of page.remarks) {
    const known = isFindingCode(code) ? code : SAID[code]
    if (known !== undefined) note.finding(known, about)
  }
  for (const [word, code] of Object.entries(SAID)) if (page.facts[word] === true) once(code)
  if (page.published.value === null) once('date-unknown', page.published.raw ?? '')
  if (page.modified.value !== null && page.modified.value !== page.published.value) once('edited-after-publish', page.modified.value)
  if (page.kind === 'reprint') once('reprint', page.origin?.account ?? page.origin?.url ?? '')
  if (draft.titleFrom === 'made') once('title-made', draft.title)
  if (draft.source === null) once('source-unknown')
  if (draft.column === null) once('column-unknown')
  if (page.readMore !== null && page.readMore !== '' && draft.readMore === null) once('link-broken', page.readMore.slice(0, 300))
  if (draft.text.trim() === '' && !draft.media.some(({ role }) => role !== 'cover')) once('body-empty')
}
