// The title, author and source a page states in; the ones the mapping's rules make of them out. A title is made only where there is none.
import type { Draft } from '../../domain/draft.ts'
import type { Mapping } from '../../domain/mapping.ts'
import type { Page } from '../../domain/page.ts'
import type { Pattern } from '../../domain/pattern.ts'
import { gatheredTitle, madeTitle } from './made-title.ts'
import { patternsOf } from './patterns.ts'
import { tidyLine } from './tidy-line.ts'

const NO_TITLE = '无标题'

/** `organ` is who the account belongs to: for titles by date, where the page does not name the account. */
export function titleOf(
  page: Page,
  { text, organ }: { readonly text: string; readonly organ: string },
  mapping: Mapping,
): Pick<Draft, 'title' | 'titleFrom'> {
  if (page.gathering !== undefined) return { title: gatheredTitle(page, page.gathering, { organ, mapping }), titleFrom: 'made' }
  const given = strip(tidyLine(page.title), patternsOf(mapping).titleStrip) || tidyLine(page.title)
  if (given !== '') return { title: given, titleFrom: 'page' }
  return { title: madeTitle(page, { text, organ }, mapping.title) || NO_TITLE, titleFrom: 'made' }
}

export function authorOf(page: Page, mapping: Mapping): string | null {
  return strip(tidyLine(page.author), patternsOf(mapping).authorStrip) || null
}

export function sourceOf(page: Page, mapping: Mapping): string | null {
  const stated = tidyLine(page.source)
  const plain = strip(stated, patternsOf(mapping).sourceStrip)
  const { rename } = mapping.source
  const named = Object.hasOwn(rename, plain) ? rename[plain] : Object.hasOwn(rename, stated) ? rename[stated] : plain
  return named === undefined || named === '' ? null : named
}

function strip(text: string, patterns: readonly Pattern[]): string {
  let now = text
  for (const pattern of patterns) now = pattern.strip(now)
  return patterns.length === 0 ? text : tidyLine(now)
}
