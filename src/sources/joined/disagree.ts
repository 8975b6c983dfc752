// Where tellings of one post contradict each other: title, day, words, or whether it is still there. Each is a remark that names who says what.
import { createHash } from 'node:crypto'
import type { Page, Remark } from '../../domain/page.ts'
import { textOf } from '../text/text-of.ts'
import type { ReadTelling } from './merge.ts'

export function disagreements(sorted: readonly ReadTelling[], main: ReadTelling): readonly Remark[] {
  return [...titles(sorted), ...days(sorted), ...bodies(sorted, main), ...states(sorted, main)]
}

/** What is compared of words: neither white space nor marks that nobody sees. */
export function plain(text: string): string {
  return text.normalize('NFKC').replaceAll(/[\s\p{Cf}\u00ad]+/gu, '')
}

export function textOfBody({ body }: Page): string {
  return 'html' in body ? textOf(body.html) : body.text
}

function titles(sorted: readonly ReadTelling[]): readonly Remark[] {
  const said = sorted.filter(({ page }) => page.title !== null && !page.remarks.some(({ code }) => code === 'title-cut'))
  const [first] = said
  if (first === undefined) return []
  const title = plain(first.page.title ?? '')
  return said
    .filter(({ page }) => plain(page.title ?? '') !== title)
    .map(({ of, page }) => ({ code: 'title-conflict', about: `${first.of}: ${first.page.title ?? ''} / ${of}: ${page.title ?? ''}` }))
}

const DAY_LENGTH = { second: 10, minute: 10, day: 10, month: 7, year: 4, unknown: 0 } as const

/** Beijing days; a month is compared with a month. */
function days(sorted: readonly ReadTelling[]): readonly Remark[] {
  const dated = sorted.filter(({ page }) => page.published.value !== null)
  const [first] = dated
  if (first === undefined) return []
  return dated
    .filter(({ page: { published } }) => {
      const length = Math.min(DAY_LENGTH[published.precision], DAY_LENGTH[first.page.published.precision])
      return published.value?.slice(0, length) !== first.page.published.value?.slice(0, length)
    })
    .map(({ of, page }) => ({
      code: 'date-conflict',
      about: `${first.of}: ${first.page.published.raw ?? first.page.published.value ?? ''} / ${of}: ${page.published.raw ?? page.published.value ?? ''}`,
    }))
}

function bodies(sorted: readonly ReadTelling[], main: ReadTelling): readonly Remark[] {
  if (!comparable(main)) return []
  const others = sorted.filter((one) => one !== main && comparable(one))
  if (others.length === 0) return []
  const words = compared(main.page)
  return others.flatMap(({ of, page }) => {
    const other = compared(page)
    return other === words ? [] : [{ code: 'sources-disagree', about: difference(main.of, words, { of, other }) }]
  })
}

/** Emoticons are a picture here and `[微笑]` there, links an address here and words there: that is how they are told, not what is said. */
function compared(page: Page): string {
  return plain(
    textOfBody(page)
      .replaceAll(/https?:\/\/[\w.~!*'();:@&=+$,/?#%-]+|网页链接/g, '')
      .replaceAll(/\[[^\]\d\s]{1,8}\]/g, ''),
  )
}

/** Places and lengths, not the words: those are shown where the post is shown. */
function difference(mainOf: string, words: string, { of, other }: { of: string; other: string }): string {
  let at = 0
  while (at < words.length && words.charCodeAt(at) === other.charCodeAt(at)) at += 1
  return `${mainOf}: ${words.length} 字 ${digest(words)} / ${of}: ${other.length} 字 ${digest(other)} @${at + 1}`
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}

/** A list that only names a post contradicts nobody. */
function states(sorted: readonly ReadTelling[], main: ReadTelling): readonly Remark[] {
  if (main.page.state !== 'ok') return []
  return sorted
    .filter(({ page }) => page.state !== 'ok' && page.state !== 'absent')
    .map(({ of, page }) => ({ code: 'sources-disagree', about: `${main.of}: ok / ${of}: ${page.state}` }))
}

/** Only copies that claim to be the whole text; a Markdown copy writes it with marks of its own. */
function comparable({ full, cut, rank }: ReadTelling): boolean {
  return full && !cut && rank > 0
}
