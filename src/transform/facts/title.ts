// The title, author and source a page states in; the ones the mapping's rules make of them out. A title is made only where there is none.
import type { Draft } from '../../domain/draft.ts'
import type { Mapping } from '../../domain/mapping.ts'
import type { Page } from '../../domain/page.ts'
import type { Pattern } from '../../domain/pattern.ts'
import { patternsOf } from './patterns.ts'

// oxlint-disable-next-line no-control-regex -- controls are what is taken out
const CONTROLS = /[\u0000-\u0008\u000B\u000E-\u001F\u007F\u200B\u2060\uFEFF]/g

export function tidyLine(text: string | null): string {
  return (text ?? '')
    .toWellFormed()
    .replaceAll(CONTROLS, '')
    .replaceAll(/[\s\u3000]+/g, ' ')
    .trim()
}

export function titleOf(page: Page, text: string, mapping: Mapping): Pick<Draft, 'title' | 'titleFrom'> {
  const given = strip(tidyLine(page.title), patternsOf(mapping).titleStrip) || tidyLine(page.title)
  if (given !== '') return { title: given, titleFrom: 'page' }
  const made = firstSentence(text, mapping.title.madeLength) || firstSentence(page.summary ?? '', mapping.title.madeLength)
  return { title: made || '无标题', titleFrom: 'made' }
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

/** Up to the first full stop or line end; longer ones are cut between characters as people see them, and say so. */
function firstSentence(text: string, longest: number): string {
  const line =
    text
      .trimStart()
      .slice(0, 2000)
      .split(/[。！？!?;；\n]/u, 1)[0] ?? ''
  const sentence = tidyLine(line)
  const letters = Array.from(new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(sentence), (one) => one.segment)
  return letters.length <= longest ? sentence : `${letters.slice(0, longest - 1).join('')}…`
}
