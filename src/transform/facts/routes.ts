// A page and a mapping in; the column, the outcome rule and the urgency that a person's rules give it out. No rule, no answer.
import type { Draft } from '../../domain/draft.ts'
import type { Mapping } from '../../domain/mapping.ts'
import type { Page } from '../../domain/page.ts'
import { patternsOf, type Test } from './patterns.ts'

/** What the conditions of a mapping look at. */
export interface Judged {
  readonly page: Page
  readonly title: string
  readonly text: () => string
}

export function columnOf(judged: Judged, mapping: Mapping): string | null {
  return patternsOf(mapping).routes.find(({ test }) => test === null || holds(test, judged))?.column ?? null
}

/** The first outcome rule that applies, or null. `draft` is null when there is no post to normalize (deleted, unavailable). */
export function outcomeOf(
  page: Page,
  draft: Draft | null,
  mapping: Mapping,
): { to: 'gone' | 'excluded' | 'archived'; reason: string; by: string } | null {
  const judged: Judged = { page, title: draft?.title ?? page.title ?? '', text: () => draft?.text ?? plainText(page) }
  const found = patternsOf(mapping).outcomes.find(({ test }) => holds(test, judged))
  return found === undefined ? null : { to: found.rule.to, reason: found.rule.reason, by: found.rule.by }
}

/** Should it be moved before all others? Judged before it is normalized. */
export function isUrgent(page: Page, mapping: Mapping): boolean {
  const judged: Judged = { page, title: page.title ?? '', text: () => plainText(page) }
  return patternsOf(mapping).urgent.some((test) => holds(test, judged))
}

function holds(test: Test, judged: Judged): boolean {
  const { page } = judged
  const { when } = test
  if (when.kind !== undefined && when.kind !== page.kind) return false
  if (when.page !== undefined && when.page !== page.state) return false
  if (!inTime(when, page.published.value)) return false
  if (test.title !== null && !test.title.test(judged.title)) return false
  if (test.author !== null && !test.author.test(page.author ?? '')) return false
  const { topic, text } = test
  if (topic !== null && !page.topics.some((one) => topic.test(one))) return false
  return text === null || text.test(judged.text())
}

/** An unknown date is neither before nor after anything. */
function inTime(when: Test['when'], published: string | null): boolean {
  if (when.before === undefined && when.after === undefined) return true
  if (published === null) return false
  const day = published.slice(0, 10)
  return (when.before === undefined || day < when.before) && (when.after === undefined || day >= when.after)
}

/** Rough text of a page that is not normalized; good enough for a rule's words. */
function plainText(page: Page): string {
  if ('text' in page.body) return page.body.text
  return page.body.html
    .slice(0, 2_000_000)
    .replaceAll(/<(?:script|style)\b[^<]*<\/(?:script|style)>|<[^<>]*>/gi, '')
    .replaceAll('&nbsp;', ' ')
}
