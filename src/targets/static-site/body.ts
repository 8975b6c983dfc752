// The article's safe html goes in; the same html with the site's addresses comes out: files by their place on the site, tables that
// scroll on a phone, pictures with their size. Not one character of text changes; html that could run or load from elsewhere is refused.
import type { DraftMedia } from '../../domain/draft.ts'
import { Failure } from '../../domain/failures.ts'

const TAG = /<(\/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^"'<>]|"[^"]*"|'[^']*')*)>/g
const FORBIDDEN = new Set(['script', 'style', 'iframe', 'object', 'embed', 'link', 'meta', 'base', 'form', 'frame', 'frameset', 'svg', 'math'])
const LOADS = /\s(?:src|srcset|poster|data|background)=(?!"(?:asset:[0-9a-f]{64}|\/media\/[^"]*)")/i
const RUNS = /\son[a-z]+\s*=|\s(?:href|src|action|formaction)\s*=\s*["']?\s*(?:javascript|vbscript|data):/i

export interface BodyFiles {
  readonly urlOf: (digest: string) => string
  readonly media: ReadonlyMap<string, DraftMedia>
}

export function siteBody(html: string, files: BodyFiles): string {
  return html.replace(TAG, (whole, slash: string, name: string, attributes: string) => {
    const tag = name.toLowerCase()
    if (FORBIDDEN.has(tag)) throw new Failure('target-refused', `The article's html has a <${tag}> element`)
    if (tag === 'table') return slash === '' ? `<div class="scroll" role="region" aria-label="表格" tabindex="0">${whole}` : `${whole}</div>`
    if (attributes === '' || slash !== '') return whole
    return `<${name}${siteAttributes(tag, attributes, files)}>`
  })
}

function siteAttributes(tag: string, attributes: string, files: BodyFiles): string {
  const outside = attributes.replaceAll(/"[^"]*"/g, '""')
  if (RUNS.test(attributes) && RUNS.test(withoutText(attributes))) throw new Failure('target-refused', `The article's html has a <${tag}> that could run`)
  if (LOADS.test(outside.includes('=""') ? withoutText(attributes) : attributes)) {
    throw new Failure('target-refused', `The article's html has a <${tag}> that loads from elsewhere`)
  }
  const digest = /\ssrc="asset:([0-9a-f]{64})"/.exec(attributes)?.[1]
  const placed = attributes.replaceAll(/(\s(?:src|href|poster))="asset:([0-9a-f]{64})"/g, (_, name: string, d: string) => `${name}="${files.urlOf(d)}"`)
  return tag === 'img' && digest !== undefined ? placed + pictureSize(attributes, files.media.get(digest)) : placed
}

/** Attributes whose values are only words for people can hold anything; they are not looked at. */
function withoutText(attributes: string): string {
  return attributes.replaceAll(/\s(?:alt|title|aria-label|summary|cite|download|data-[a-z-]+)="[^"]*"/gi, '')
}

function pictureSize(attributes: string, media: DraftMedia | undefined): string {
  const alt = /\salt=/.test(attributes) ? '' : ' alt=""'
  const lazy = /\sloading=/.test(attributes) ? '' : ' loading="lazy"'
  const known = media?.width && media.height && !/\s(?:width|height)=/.test(attributes)
  return alt + lazy + (known ? ` width="${media.width}" height="${media.height}"` : '')
}
