// How forums name pictures and files: the real address among the lazy ones, smilies told from pictures, relative addresses made whole.
import { escapeAttribute } from './edits.ts'
import type { Elements } from './elements.ts'
import { valueOf } from './elements.ts'

/** Buttons, icons of file types, loading pictures: of the forum, not of the post. */
const CHROME =
  /(?:^|\/)(?:static\/image\/(?:common|filetype)|images\/(?:attachicons|common|default|wind(?:\/file)?|blank\.gif|noavatar|pwloading)|static\/js|res\/images)(?:\/|\.|$)|(?:^|\/)(?:none|blank|loading|zoominb|attachimg)\.gif$/i
const SMILEY = /(?:^|\/)(?:static\/image\/smil(?:ey|ies)|images\/(?:post\/)?smil(?:e|ey|ies)|res\/images\/emotion|images\/emotion)\//i

/** The address as a whole one, or as it stands when nothing tells what it is relative to. */
export function whole(address: string, base: string | null): string {
  const text = address.trim()
  if (text === '' || /^(?:data|about|javascript|blob|mailto|tel):/i.test(text)) return text
  if (base === null || !URL.canParse(text, base)) return text
  return new URL(text, base).href
}

export interface Picture {
  /** Real address first, then what else the page calls it. */
  readonly names: readonly string[]
  readonly alt: string
}

/** An `img` of a post: a smiley's words, a picture, or null for what the forum draws around posts. */
export function pictureOf(page: Elements, n: number, base: string | null): Picture | { readonly words: string } | null {
  const src = valueOf(page, n, 'src')
  const alt = valueOf(page, n, 'alt')
  if (valueOf(page, n, 'smilieid') !== '' || SMILEY.test(src)) return { words: smileyWords(alt || valueOf(page, n, 'title')) }
  const names = ['zoomfile', 'file', 'data-original', 'data-src', 'src_data', 'src'].map((name) => valueOf(page, n, name))
  const real = names.filter(
    (name) => name !== '' && !CHROME.test(name.replace(/[?#].*$/, '')) && !/^(?:data:image\/gif|about:|javascript:)/i.test(name),
  )
  if (real.length === 0) return null
  return { names: [...new Set(real.map((name) => whole(name, base)))], alt: describes(alt) ? alt : '' }
}

/** Names of files tell a reader nothing. */
function describes(alt: string): boolean {
  return alt !== '' && !/\.(?:jpe?g|png|gif|bmp|webp)$/i.test(alt)
}

export function smileyWords(alt: string): string {
  const words = alt.slice(0, 40).replaceAll(/^[:[{\s]+|[:\]}\s]+$/g, '')
  return /\p{L}/u.test(words) ? `[${words.slice(0, 20)}]` : '[表情]'
}

export function pictureTag({ names, alt }: Picture): string {
  const [name = '', second, third] = names
  const also = `${second === undefined ? '' : ` file="${escapeAttribute(second)}"`}${third === undefined ? '' : ` data-backsrc="${escapeAttribute(third)}"`}`
  return `<img src="${escapeAttribute(name)}"${also === '' ? '' : ` zoomfile="${escapeAttribute(name)}"`}${also} alt="${escapeAttribute(alt)}">`
}
