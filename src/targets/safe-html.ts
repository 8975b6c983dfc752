// The last look at an article's html before it leaves for a site: html that could run, or load from elsewhere, is refused, whoever made
// it. It reads what our own serializer writes and changes nothing; what is written otherwise is refused too.
import { Failure } from '../domain/failures.ts'
import { both } from '../domain/words.ts'

const TAG = /<\/?([a-zA-Z][a-zA-Z0-9-]*)((?:[^"<>]|"[^"]*")*)>/y
const SHAPE = /^(?:\s+[^\s"'<>/=]+(?:="[^"]*")?)*\s*\/?$/
/** One attribute of serialized html with the space before it: its name, and its value if it has one. */
export const ATTRIBUTE = /\s+([^\s"'<>/=]+)(?:="([^"]*)")?/g
const FORBIDDEN = new Set('script style iframe object embed link meta base form frame frameset svg math'.split(' '))
/** Attributes whose address a browser fetches by itself. */
export const LOADS: ReadonlySet<string> = new Set(['src', 'srcset', 'poster', 'data', 'background'])
const ASSET = /^asset:[0-9a-f]{64}$/

/** Throws Failure `target-refused`. `isOwn`: addresses that may be loaded; by default only stored files, `asset:<digest>`. */
export function mustBeSafe(html: string, isOwn: (address: string) => boolean = isAsset): void {
  let at = html.indexOf('<')
  while (at >= 0) {
    TAG.lastIndex = at
    const found = TAG.exec(html)
    if (found === null) throw refused('有一处不是规范的 HTML', 'has a place that is not serialized html')
    const [, name = '', attributes = ''] = found
    mustBeSafeTag(name.toLowerCase(), attributes, isOwn)
    at = html.indexOf('<', TAG.lastIndex)
  }
}

function isAsset(address: string): boolean {
  return ASSET.test(address)
}

function mustBeSafeTag(tag: string, attributes: string, isOwn: (address: string) => boolean): void {
  if (FORBIDDEN.has(tag)) throw refused(`有 <${tag}> 元素`, `has a <${tag}> element`)
  if (attributes === '') return
  if (!SHAPE.test(attributes)) throw refused(`有一个不规范的 <${tag}>`, `has a <${tag}> that is not serialized html`)
  for (const [, name = '', value = ''] of attributes.matchAll(ATTRIBUTE))
    mustBeSafeAttribute(tag, { name: name.toLowerCase(), value }, isOwn)
}

function mustBeSafeAttribute(tag: string, { name, value }: { name: string; value: string }, isOwn: (address: string) => boolean): void {
  if (name.startsWith('on') || (name === 'href' && /^[\s\0-\x20]*(?:javascript|vbscript|data):/i.test(value)))
    throw refused(`有会执行代码的 <${tag}>`, `has a <${tag}> that could run`)
  if (LOADS.has(name) && !isOwn(value)) throw refused(`有从站外加载的 <${tag}>`, `has a <${tag}> that loads from elsewhere`)
  if (name === 'style' && /url\s*\(|@import|expression/i.test(value))
    throw refused(`有样式会加载内容的 <${tag}>`, `has a <${tag}> whose style loads`)
}

function refused(zh: string, en: string): Failure {
  return new Failure('target-refused', both(`稿件正文${zh}`, `The article's html ${en}`))
}
