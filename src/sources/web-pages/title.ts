// The head of a page → its title as the page gives it: the page tags first, then its heading, then the window's title without the site's name.
import type { PageTags } from './page-tags.ts'
import { textOf } from '../text/text-of.ts'
import { walkTags } from '../text/tags.ts'

export function titleIn(html: string, tags: Pick<PageTags, 'title' | 'windowTitle'>): string | null {
  return tags.title ?? headingIn(html, tags.windowTitle) ?? withoutSite(tags.windowTitle)
}

/** The first h1 that is no logo: the window's title mostly begins with it. */
function headingIn(html: string, windowTitle: string | null): string | null {
  const found: string[] = []
  let looked = 0
  walkTags(html, (tag) => {
    if (tag.closing || (tag.name !== 'h1' && tag.name !== 'h2')) return true
    const near = html.slice(tag.start, tag.end + 4000)
    const inner = near.slice(tag.end - tag.start)
    const end = inner.search(/<\/h[12]\s{0,9}>/i)
    const text = textOf(end < 0 ? inner : inner.slice(0, end)).replaceAll(/\s+/g, ' ')
    if (text.length > 3 && text.length < 200) found.push(text)
    looked += 1
    return looked < 12
  })
  const window = plain(windowTitle ?? '')
  return (
    found.find((text) => window.startsWith(plain(text))) ??
    found.find((text) => plain(text).length > 3 && window.includes(plain(text))) ??
    null
  )
}

function plain(text: string): string {
  return text.replaceAll(/[\s\u3000\u00a0]+/g, '')
}

/** `标题_栏目_某县人民政府` → `标题`; a title that holds such marks itself keeps the longest part of at least half its length. */
function withoutSite(windowTitle: string | null): string | null {
  if (windowTitle === null) return null
  const [first = ''] = windowTitle.split(/\s*(?:_|\||-{2,}|——|\s[-–—]\s|»|<)\s*/)
  const cut = first.length >= 4 ? first : windowTitle
  const bare = cut.replace(/[-–—]\s*[^-–—]{0,20}(?:政府|门户网站|网|网站|局|委员会|中心|频道|在线|官网)$/, '').trim()
  return bare === '' ? null : bare
}

/** Where only the window's title is known: the line of the page that it begins with, which leaves out the site's name. */
export function asShown(title: string | null, lines: Iterable<string>): string | null {
  if (title === null) return null
  const whole = title.replaceAll(/\s+/g, ' ')
  let best = title
  for (const one of lines) {
    const said = one.trim()
    const isHead = said.length >= 8 && said.length < best.length && said.length >= whole.length * 0.4 && whole.startsWith(said)
    if (isHead && /^[\s_|–—-]/.test(whole.slice(said.length))) best = said
  }
  return best
}
