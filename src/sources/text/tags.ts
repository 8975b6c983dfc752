// Walks the tags of an HTML text at the speed of indexOf, jumping over scripts, styles and comments. Builds nothing; never throws.

export interface Tag {
  /** Lower case. */
  readonly name: string
  readonly closing: boolean
  /** Of `<`. */
  readonly start: number
  /** Behind `>`; the end of the text when the tag is cut off. */
  readonly end: number
  /** For elements whose content is not markup (script, style, title …): where their content ends; else = end. */
  readonly rawEnd: number
}

const RAW = new Set(['script', 'style', 'title', 'textarea', 'xmp', 'noembed', 'noframes', 'iframe'])

/** Calls `visit` for every tag in order until it returns false; a number makes it jump on to there. */
export function walkTags(html: string, visit: (tag: Tag) => boolean | number | void, from = 0): void {
  let at = html.indexOf('<', from)
  while (at >= 0) {
    const code = html.charCodeAt(at + 1)
    if (isLetter(code) || (code === 0x2f && isLetter(html.charCodeAt(at + 2)))) {
      const tag = readTag(html, at, code === 0x2f)
      const answer = visit(tag)
      if (answer === false) return
      at = html.indexOf('<', typeof answer === 'number' ? Math.max(answer, tag.rawEnd) : tag.rawEnd)
    } else {
      at = html.indexOf('<', afterOddity(html, at, code))
    }
  }
}

function readTag(html: string, start: number, closing: boolean): Tag {
  let at = start + (closing ? 2 : 1)
  const nameStart = at
  while (at < html.length && !isNameEnd(html.charCodeAt(at))) at += 1
  const name = html.slice(nameStart, at).toLowerCase()
  const end = tagEnd(html, at)
  return { name, closing, start, end, rawEnd: !closing && RAW.has(name) ? rawEnd(html, end, name) : end }
}

/** A quote opens a value only right after `=`; elsewhere it is a letter of a name. */
function tagEnd(html: string, from: number): number {
  let afterEquals = false
  for (let at = from; at < html.length; at += 1) {
    const code = html.charCodeAt(at)
    if (code === 0x3e) return at + 1
    if ((code === 0x22 || code === 0x27) && afterEquals) {
      const close = html.indexOf(code === 0x22 ? '"' : "'", at + 1)
      if (close < 0) return html.length
      at = close
      afterEquals = false
    } else if (code === 0x3d) afterEquals = true
    else if (!isSpace(code)) afterEquals = false
  }
  return html.length
}

function rawEnd(html: string, from: number, name: string): number {
  for (let at = html.indexOf('</', from); at >= 0; at = html.indexOf('</', at + 2)) {
    if (html.slice(at + 2, at + 2 + name.length).toLowerCase() === name && isNameEnd(html.charCodeAt(at + 2 + name.length))) return at
  }
  return html.length
}

function afterOddity(html: string, at: number, code: number): number {
  if (html.startsWith('<!--', at)) {
    const close = html.indexOf('-->', at + 4)
    return close < 0 ? html.length : close + 3
  }
  if (code === 0x21 || code === 0x3f || code === 0x2f) {
    const close = html.indexOf('>', at + 2)
    return close < 0 ? html.length : close + 1
  }
  return at + 1
}

/** The value of one attribute in a tag's source, entities decoded by the caller; null when absent. Attribute names in lower case. */
export function attributesOf(html: string, tag: Tag): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const source = html.slice(tag.start + 1 + tag.name.length, tag.end)
  for (const [, name, , double, single, bare] of source.matchAll(/([^\s"'<>/=]+)(\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)) {
    const key = (name ?? '').toLowerCase()
    if (!found.has(key)) found.set(key, double ?? single ?? bare ?? '')
  }
  return found
}

/** Where the element opened by `tag` closes: tags of the same name are counted, as browsers do for divs and sections. */
export function elementEnd(html: string, tag: Tag): { readonly end: number; readonly closed: boolean; readonly after: number } {
  let depth = 1
  let end = html.length
  let after = html.length
  let closed = false
  walkTags(
    html,
    (next) => {
      if (next.name !== tag.name) return true
      depth += next.closing ? -1 : 1
      if (depth > 0) return true
      end = next.start
      after = next.end
      closed = true
      return false
    },
    tag.end,
  )
  return { end, closed, after }
}

function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d)
}

function isNameEnd(code: number): boolean {
  return Number.isNaN(code) || code === 0x3e || code === 0x2f || isSpace(code)
}
