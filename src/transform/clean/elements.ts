// One element of the platform's markup in, what is written for it and its closing tag out. The allow-list decides; styles become meaning.
import { FATES, TABLE_PARTS } from './allow.ts'
import { readAddress } from './address.ts'
import { REAL_DATA_PICTURE } from './census.ts'
import { type Attributes, type Embed, embedOf, service } from './embeds.ts'
import { escapeAttribute } from './entities.ts'
import { leaveOut, type Pass } from './pass.ts'
import { type Style, readStyle } from './style.ts'

/** Writes the opening and gives the closing text ('' = nothing to close). */
export function open(pass: Pass, name: string, at: Attributes): string {
  const style = at['style'] === undefined ? null : readStyle(at['style'])
  const fate = FATES.get(name)
  if (fate?.kind === 'skip') return leaveOut(pass, null)
  if ((style?.hidden === true || at['hidden'] !== undefined) && name !== 'br') return leaveOut(pass, 'hidden-content')
  if (fate?.kind === 'drop') return leaveOut(pass, fate.rule)
  if (at['class']?.includes('code-snippet__line-index') === true) return leaveOut(pass, null)
  if (fate?.kind === 'special') return special(pass, name, { at, style })
  if (fate?.kind === 'element' && fate.empty) {
    pass.html += `<${fate.name}>`
    return ''
  }
  const named = fate?.kind === 'block' ? 'div' : fate?.kind === 'element' ? fate.name : ''
  const shape = named === 'strong' && style?.light === true ? '' : named
  if (style?.block !== true || !(shape === '' || INLINE.has(shape))) return element(pass, { name, shape, at, style })
  return shape === '' && pass.headings === 0
    ? element(pass, { name, shape: 'div', at, style })
    : line(pass, () => element(pass, { name, shape, at, style }))
}

const INLINE = new Set(['strong', 'em', 'u', 's', 'sub', 'sup'])

/** What a style makes a line of its own; a block would end the heading it stands in. */
function line(pass: Pass, draw: () => string): string {
  const [before, after] = pass.headings > 0 ? ['<br>', '<br>'] : ['<div>', '</div>']
  pass.html += before
  return draw() + after
}

interface Drawn {
  readonly name: string
  readonly shape: string
  readonly at: Attributes
  readonly style: Style | null
}

function element(pass: Pass, drawn: Drawn): string {
  const { style } = drawn
  const quote = style !== null && style.bar && drawn.shape === 'div'
  if (quote) pass.marks.add('bar')
  const rest = details(pass, drawn) + (quote ? ' data-bar=""' : '')
  const tag = quote ? 'blockquote' : drawn.shape === '' && rest !== '' ? 'span' : drawn.shape
  if (tag !== '') pass.html += `<${tag}${rest}>`
  const closer = tag === '' ? '' : `</${tag}>`
  if (style === null) return closer
  if (style.picture !== null && !TABLE_PARTS.has(tag)) pass.html += picture(style.picture)
  return TABLE_PARTS.has(tag) || tag === 'ul' || tag === 'ol' ? closer : emphasis(pass, style) + closer
}

function details(pass: Pass, drawn: Drawn): string {
  const { name, shape, at, style } = drawn
  let rest = pass.keep === null ? '' : kept(pass.keep, name, at)
  const id = at['id']
  if (id !== undefined && id !== '') {
    pass.ids.add(id)
    rest += ` data-id="${escapeAttribute(id)}"`
  }
  if (name === 'td' || name === 'th') rest += span('colspan', at) + span('rowspan', at)
  if (shape === 'table') pass.marks.add('table')
  else if (shape === 'pre') {
    pass.marks.add('code')
    if (/^[\w+#-]{1,20}$/.test(at['data-lang'] ?? '')) rest += ` data-lang="${at['data-lang']}"`
  } else if (shape === 'ol' && /^\d{1,6}$/.test(at['start'] ?? '')) rest += ` start="${Number(at['start'])}"`
  if (pass.bold > 0 && style?.light === true) rest += ' data-b="0"'
  const align = style?.align ?? alignAttribute(name, at)
  if (align !== null && shape !== '') rest += ` data-a="${align}"`
  return style?.size === undefined || style.size === null ? rest : rest + sized(pass, style.size)
}

/** Only changes between body size and heading sizes are worth an attribute. */
function sized(pass: Pass, size: number): string {
  const bucket = size >= 20 ? 20 : size >= 17.5 ? 18 : 0
  if (bucket === pass.sizes[pass.sizes.length - 1]) return ''
  pass.sizes[pass.sizes.length - 1] = bucket
  if (bucket > 0) pass.marks.add('big')
  return ` data-z="${bucket}"`
}

function emphasis(pass: Pass, style: Style): string {
  if (!style.bold && !style.italic && !style.underline && !style.strike && style.raise === null) return ''
  let closer = ''
  for (const tag of [style.bold && 'strong', style.italic && 'em', style.underline && 'u', style.strike && 's', style.raise ?? false]) {
    if (tag === false) continue
    pass.html += `<${tag}>`
    closer = `</${tag}>${closer}`
  }
  return closer
}

function special(pass: Pass, name: string, drawn: { readonly at: Attributes; readonly style: Style | null }): string {
  const { at, style } = drawn
  if (name === 'a') return style?.block === true ? line(pass, () => anchor(pass, at, style)) : anchor(pass, at, style)
  const behind = style?.picture ?? null
  if (behind !== null) pass.html += picture(behind)
  if (name === 'img' || name === 'image') {
    const ref = imageRef(at)
    if (ref !== '') pass.html += picture(ref, at)
    return ''
  }
  if (name === 'svg' && behind !== null) pass.marks.add('svg')
  if (name === 'svg' || name === 'object') return ''
  if (name === 'mp-pay-preview-filter') {
    pass.marks.add('paid')
    return ''
  }
  const embed = embedOf(name, at)
  if (embed === null) return ''
  pass.marks.add('embed')
  // What stands between the tags is for readers without the player; only its sources count.
  if (name === 'video' || name === 'audio') return leaveOut(pass, 'fallback-text', embed)
  pass.html += `${embedTag(embed)}</g-embed>`
  return name === 'iframe' ? leaveOut(pass, null) : ''
}

function anchor(pass: Pass, at: Attributes, style: Style | null): string {
  const rest = pass.keep === null ? '' : kept(pass.keep, 'a', at)
  if (/\bweapp_/.test(at['class'] ?? '') || at['data-miniprogram-appid'] !== undefined) {
    pass.marks.add('embed')
    pass.html += embedTag(service(at))
    return (style === null ? '' : emphasis(pass, style)) + '</g-embed>'
  }
  const id = at['id'] ?? at['name'] ?? ''
  if (id !== '') pass.ids.add(id)
  const target = targetOf(pass, at['href'] ?? '')
  if (target === '' && id === '' && rest === '') return style === null ? '' : emphasis(pass, style)
  pass.html += `<g-a${target}${id === '' ? '' : ` data-id="${escapeAttribute(id)}"`}${rest}>`
  return (style === null ? '' : emphasis(pass, style)) + '</g-a>'
}

function targetOf(pass: Pass, raw: string): string {
  const to = readAddress(raw)
  switch (to.kind) {
    case 'web':
    case 'mail':
    case 'tel':
      return ` href="${escapeAttribute(to.url)}"`
    case 'fragment':
      pass.targets.add(to.id)
      return ` href="#${escapeAttribute(to.id)}"`
    // A relative address may still name a stored file; the writer looks.
    case 'relative':
    case 'broken':
      return ` data-rel="${escapeAttribute(raw.slice(0, 2000))}"`
    default:
      return ''
  }
}

/** What the mapping's selectors look at, under names that cannot reach the output. */
function kept(names: ReadonlySet<string>, name: string, at: Attributes): string {
  let rest = names.has(`<${name}`) ? ` data-tag="${escapeAttribute(name)}"` : ''
  for (const wanted of names) if (at[wanted] !== undefined) rest += ` data-k-${wanted}="${escapeAttribute(at[wanted])}"`
  return rest
}

function span(name: 'colspan' | 'rowspan', at: Attributes): string {
  const value = at[name]
  const count = value !== undefined && /^\s*\d{1,4}\s*$/.test(value) ? Number(value) : 1
  return count > 1 && count <= 1000 ? ` ${name}="${count}"` : ''
}

function alignAttribute(name: string, at: Attributes): 'center' | 'right' | null {
  if (name === 'table') return null
  const value = at['align']?.toLowerCase()
  if (name === 'center' || value === 'center') return 'center'
  return value === 'right' ? 'right' : null
}

export function picture(ref: string, at: Attributes = {}): string {
  const title = at['title'] === undefined ? '' : ` title="${escapeAttribute(at['title'])}"`
  // What the page promises; the writer tells by it a picture from what the platform sends to strangers.
  const width = /^\d{1,5}$/.test(at['data-w'] ?? '') ? ` data-w="${at['data-w']}"` : ''
  return `<img src="${escapeAttribute(ref)}" alt="${escapeAttribute(at['alt'] ?? '')}"${title}${width}>`
}

/** Lazy pictures first: `src` of those is a placeholder (or was filled by the browser that saved the page). */
export function imageRef(at: Attributes): string {
  for (const ref of [at['data-src'], at['data-original'], at['data-lazy-src'], at['src'], at['href'], at['xlink:href']]) {
    const text = ref?.trim() ?? ''
    if (text === '') continue
    if (!/^data:/i.test(text)) {
      if (!/^(?:about|javascript|vbscript|blob|file):/i.test(text)) return text
    } else if (text.length > REAL_DATA_PICTURE && !/^data:image\/svg/i.test(text)) return text
  }
  return ''
}

export function embedTag(embed: Embed): string {
  const keys = escapeAttribute(embed.keys.join('\n'))
  return `<g-embed data-kind="${embed.kind}" data-keys="${keys}" data-title="${escapeAttribute(embed.title)}" data-href="${escapeAttribute(embed.href)}">`
}
