// A page and the selectors of a job → what they find: pieces of the page by their places, and texts. What finds nothing is null, and the
// caller's own means decide. A page nested too deep for selectors finds nothing.
import { load } from 'cheerio'
import { walkTags } from '../text/tags.ts'
import { textOf } from '../text/text-of.ts'
import { lightTree } from './light-tree.ts'
import type { WebPagesOptions } from './options.ts'
import { absolute } from './paging.ts'

export interface Selected {
  readonly title: string | null
  readonly body: { readonly html: string; readonly from: number; readonly to: number } | null
  readonly date: string | null
  readonly source: string | null
  readonly author: string | null
  readonly attachments: readonly { readonly href: string; readonly title: string }[]
  readonly next: string | null
}

const NOTHING: Selected = { title: null, body: null, date: null, source: null, author: null, attachments: [], next: null }

export function select(html: string, base: string | null, post: WebPagesOptions['post']): Selected {
  if (Object.values(post).every((one) => one === undefined) || isTooDeep(html)) return NOTHING
  try {
    return selected(html, base, post)
  } catch (error) {
    // markup nested deeper than the stack
    if (error instanceof RangeError) return NOTHING
    throw error
  }
}

/** Selectors go down by calls; counting tags is cheap, and only what may be too deep is looked at again. */
function isTooDeep(html: string): boolean {
  let [depth, deepest] = [0, 0]
  walkTags(html, ({ closing }) => {
    depth += closing ? -1 : 1
    if (depth > deepest) deepest = depth
  })
  return deepest > 2000 && lightTree(html).tooDeep
}

function selected(html: string, base: string | null, post: WebPagesOptions['post']): Selected {
  const $ = load(html, { xml: { xmlMode: false, decodeEntities: true, withStartIndices: true, withEndIndices: true } })
  const text = (selector: string | undefined): string | null => {
    if (selector === undefined) return null
    const element = $(selector).first()
    const said = (
      element.is('meta') ? (element.attr('content') ?? '') : element.is('time[datetime]') ? `${element.attr('datetime')}` : element.text()
    )
      .replaceAll(/[\s\u3000\u00a0]+/g, ' ')
      .trim()
    return said === '' ? null : said
  }
  const next = post.next === undefined ? undefined : $(post.next).first().attr('href')
  return {
    title: text(post.title),
    body: post.body === undefined ? null : places(html, $(post.body).toArray()),
    date: text(post.date),
    source: text(post.source),
    author: text(post.author),
    attachments:
      post.attachments === undefined
        ? []
        : $(post.attachments)
            .toArray()
            .map((one) => ({ href: ($(one).attr('href') ?? '').trim(), title: $(one).text().trim() }))
            .filter(({ href }) => href !== ''),
    next: next === undefined || base === null ? null : absolute(next.trim(), base),
  }
}

/** All matches, none inside another. */
function places(
  html: string,
  elements: readonly { readonly startIndex?: number | null; readonly endIndex?: number | null }[],
): Selected['body'] {
  const parts: string[] = []
  let from = -1
  let past = 0
  for (const { startIndex, endIndex } of elements) {
    if (startIndex == null || endIndex == null || startIndex < past) continue
    if (from < 0) from = startIndex
    past = endIndex + 1
    parts.push(html.slice(startIndex, past))
  }
  const all = parts.join('\n')
  return from < 0 || (textOf(all) === '' && !/<(?:img|video|audio|embed|iframe|a)\b/i.test(all)) ? null : { html: all, from, to: past }
}
