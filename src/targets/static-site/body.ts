// The article's safe html goes in; the same html with the site's addresses comes out: files by their place on the site, tables that
// scroll on a phone, pictures with their size. Not one character of text changes; html that could run or load from elsewhere is refused.
import type { DraftMedia } from '../../domain/draft.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { ATTRIBUTE, LOADS, mustBeSafe } from '../safe-html.ts'

const TAG = /<(\/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^"<>]|"[^"]*")*)>/g
const OWN = /^(?:asset:[0-9a-f]{64}|\/media\/[0-9a-zA-Z./-]+)$/

export interface BodyFiles {
  readonly urlOf: (digest: string) => string
  readonly media: ReadonlyMap<string, DraftMedia>
}

export function siteBody(html: string, files: BodyFiles): string {
  mustBeSafe(html, (address) => OWN.test(address))
  // oxlint-disable-next-line max-params -- the parameters are those that replace() hands over: the match and its groups
  return html.replace(TAG, (whole, slash: string, name: string, attributes: string) => {
    const tag = name.toLowerCase()
    if (tag === 'table')
      return slash === '' ? `<div class="scroll" role="region" aria-label="表格" tabindex="0">${whole}` : `${whole}</div>`
    if (attributes === '' || slash !== '') return whole
    return `<${name}${siteAttributes(tag, attributes, files)}>`
  })
}

function siteAttributes(tag: string, attributes: string, files: BodyFiles): string {
  let digest: string | undefined
  const placed = attributes.replace(ATTRIBUTE, (whole, given: string, value: string | undefined) => {
    const name = given.toLowerCase()
    if (name === 'style') return aligned(value ?? '')
    if (!value?.startsWith('asset:')) return whole
    if (name === 'src') digest = value.slice(6)
    if (LOADS.has(name) && files.urlOf(value.slice(6)).endsWith('.bin')) {
      throw new Failure(
        'target-refused',
        both(`稿件中的 <${tag}> 是浏览器不能安全显示的类型`, `The article shows a <${tag}> of a type that browsers do not show safely`),
      )
    }
    return LOADS.has(name) || name === 'href' ? ` ${given}="${files.urlOf(value.slice(6))}"` : whole
  })
  if (tag !== 'img' || digest === undefined) return placed
  return placed.replace(/\s*\/$/, '') + pictureSize(attributes, files.media.get(digest))
}

/** The site's pages carry no inline style; alignment, the one thing a draft's style says, becomes a class of the site's sheet. */
function aligned(style: string): string {
  const side = /^\s*text-align\s*:\s*(center|right)\s*;?\s*$/.exec(style)?.[1]
  return side === undefined ? '' : ` class="${side}"`
}

function pictureSize(attributes: string, media: DraftMedia | undefined): string {
  const alt = /\salt=/.test(attributes) ? '' : ' alt=""'
  const lazy = /\sloading=/.test(attributes) ? '' : ' loading="lazy"'
  const known = media?.width && media.height && !/\s(?:width|height)=/.test(attributes)
  return alt + lazy + (known ? ` width="${media.width}" height="${media.height}"` : '')
}
