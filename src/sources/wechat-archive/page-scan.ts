// One walk over a page's tags: where the article container, the scripts and the named fields are. Offsets only; no DOM of a big page.
import { savedPicture } from './saved-pictures.ts'
import type { SavedPicture } from './saved-pictures.ts'
import { attributesOf, elementEnd, walkTags } from '../text/tags.ts'
import type { Tag } from '../text/tags.ts'
import { attributeText, textOf } from '../text/text-of.ts'

interface Span {
  readonly start: number
  readonly end: number
}

export interface PageScan {
  readonly html: string
  /** Scripts with inline text, outside the article container. */
  readonly scripts: readonly Span[]
  /** Inner range of the first `#js_content`; `closed` false = the file ends inside. */
  readonly content: (Span & { readonly closed: boolean }) | null
  /** The tag of `#js_article`: exists in every good page. */
  readonly article: Tag | null
  /** Text of the elements named in FIELDS, by id or class. */
  readonly fields: ReadonlyMap<string, string>
  /** `meta` by name or property, `canonical`, `saved-from`, `share-source`, `title`. */
  readonly metas: ReadonlyMap<string, string>
  /** The reprint template `<script id="content_tpl" type="text/html">`. */
  readonly template: Span | null
  /** Pictures saved beside the page, outside the article container. */
  readonly saved: readonly SavedPicture[]
  readonly endsWithHtml: boolean
}

/** Elements whose text is wanted, by id. Those with `html:` keep their markup. */
const BY_ID = new Set([
  'activity-name',
  'js_name',
  'post-user',
  'publish_time',
  'post-date',
  'js_author_name',
  'js_text_title',
  'js_ip_wording',
])
const BY_ID_HTML = new Set(['js_text_desc', 'js_image_desc'])
const BY_CLASS = ['weui-msg__title', 'weui-msg__desc', 'mesg-block']
/** A tag that holds none of these names carries none of them as its id or class. */
const WANTED = new RegExp(['js_content', 'js_article', 'js_share_source', ...BY_ID, ...BY_ID_HTML, ...BY_CLASS].join('|'))

interface Draft {
  html: string
  scripts: Span[]
  content: PageScan['content']
  article: Tag | null
  fields: Map<string, string>
  metas: Map<string, string>
  template: Span | null
  saved: SavedPicture[]
  skipTo: number
}

export function scanPage(html: string): PageScan {
  const draft: Draft = {
    html,
    scripts: [],
    content: null,
    article: null,
    fields: new Map(),
    metas: savedFrom(html),
    template: null,
    saved: [],
    skipTo: 0,
  }
  walkTags(html, (tag) => {
    if (!tag.closing) look(draft, tag)
    return draft.skipTo
  })
  const { scripts, content, article, fields, metas, template, saved } = draft
  return { html, scripts, content, article, fields, metas, template, saved, endsWithHtml: /<\/html\s*>/i.test(html.slice(-4096)) }
}

/** Browsers note where a page was saved from in its first comment. */
function savedFrom(html: string): Map<string, string> {
  const address = /<!--\s*saved from url=\(\d+\)(\S+)\s*-->/.exec(html.slice(0, 4096))?.[1]
  return new Map(address === undefined ? [] : [['saved-from', address]])
}

function look(draft: Draft, tag: Tag): void {
  if (tag.name === 'script') lookAtScript(draft, tag)
  else if (tag.name === 'meta' || tag.name === 'link') lookAtHead(draft, tag)
  else if (tag.name === 'title') keep(draft.metas, 'title', attributeText(draft.html.slice(tag.end, tag.rawEnd)))
  else lookAtElement(draft, tag)
  if (tag.name !== 'img') return
  const saved = savedPicture(draft.html, tag)
  if (saved !== null) draft.saved.push(saved)
}

function lookAtScript(draft: Draft, tag: Tag): void {
  if (tag.rawEnd - tag.end < 12) return
  const source = draft.html.slice(tag.start, tag.end)
  if (source.includes('content_tpl')) draft.template ??= { start: tag.end, end: tag.rawEnd }
  else draft.scripts.push({ start: tag.end, end: tag.rawEnd })
}

function lookAtHead(draft: Draft, tag: Tag): void {
  const given = attributesOf(draft.html, tag)
  if (tag.name === 'link') {
    if (given.get('rel')?.toLowerCase() === 'canonical') keep(draft.metas, 'canonical', attributeText(given.get('href') ?? ''))
    return
  }
  const name = given.get('property') ?? given.get('name')
  if (name !== undefined) keep(draft.metas, name.toLowerCase(), attributeText(given.get('content') ?? ''))
}

function lookAtElement(draft: Draft, tag: Tag): void {
  // Most tags carry neither an id nor one of the classes: do not take their attributes apart.
  const source = draft.html.slice(tag.start, tag.end)
  if (!source.includes('id=') && !source.includes('weui-msg__') && !source.includes('mesg-block')) return
  if (!WANTED.test(source)) return
  const given = attributesOf(draft.html, tag)
  const id = given.get('id') ?? ''
  if (id === 'js_content') takeContent(draft, tag)
  else if (id === 'js_article') draft.article ??= tag
  else if (id === 'js_share_source') keep(draft.metas, 'share-source', attributeText(given.get('data-url') ?? ''))
  else if (BY_ID.has(id) || BY_ID_HTML.has(id)) take(draft, tag, id)
  else takeByClass(draft, tag, given.get('class') ?? '')
}

function takeContent(draft: Draft, tag: Tag): void {
  if (draft.content !== null) return
  const { end, closed } = elementEnd(draft.html, tag)
  draft.content = { start: tag.end, end, closed }
  // Text posts keep their title and fields inside the container; a real article's body must not pass for page fields.
  if (end - tag.end > 8192 || !draft.html.slice(tag.end, end).includes('js_text_')) draft.skipTo = end
}

function takeByClass(draft: Draft, tag: Tag, classes: string): void {
  for (const name of BY_CLASS) if (classes.split(/\s+/).includes(name)) take(draft, tag, name)
}

/** The first element of a name counts; later ones cost nothing. */
function take(draft: Draft, tag: Tag, name: string): void {
  if (draft.fields.has(name)) return
  const html = draft.html.slice(tag.end, elementEnd(draft.html, tag).end)
  draft.fields.set(name, BY_ID_HTML.has(name) ? html.trim() : textOf(html))
}

function keep(map: Map<string, string>, key: string, value: string): void {
  if (value !== '' && !map.has(key)) map.set(key, value)
}
