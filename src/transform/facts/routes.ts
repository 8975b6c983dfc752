// A page and a mapping in; the column, the outcome rule and the urgency that a person's rules give it out. No rule, no answer.
import { holds, type Judged, plainText } from '../../domain/condition.ts'
import type { Draft } from '../../domain/draft.ts'
import type { Mapping } from '../../domain/mapping.ts'
import type { Page } from '../../domain/page.ts'
import { patternsOf } from './patterns.ts'
import { titleOf } from './title.ts'

/** A gathered article goes where its rule says; if that says nothing, the routes say it, as for all others. */
export function columnOf(judged: Judged, mapping: Mapping): string | null {
  const { gathering } = judged.page
  const rule = gathering === undefined ? undefined : mapping.gather.find(({ name }) => name === gathering.rule)
  if (rule?.column !== undefined) return rule.column
  return patternsOf(mapping).routes.find(({ test }) => test === null || holds(test, judged))?.column ?? null
}

/** The first outcome rule that applies, or null; of a gathered article each post was judged before it was gathered. `draft` is null when there is no post to normalize (deleted, unavailable). */
export function outcomeOf(
  page: Page,
  draft: Draft | null,
  mapping: Mapping,
): { to: 'gone' | 'excluded' | 'archived'; reason: string; by: string } | null {
  if (page.gathering !== undefined) return null
  const judged: Judged = { page, title: draft?.title ?? page.title ?? '', text: () => draft?.text ?? plainText(page) }
  const found = patternsOf(mapping).outcomes.find(({ test }) => holds(test, judged))
  return found === undefined ? null : { to: found.rule.to, reason: found.rule.reason, by: found.rule.by }
}

/** Does an outcome rule write this post off? Judged before it is normalized: such a post is never gathered. */
export function isWrittenOff(page: Page, mapping: Mapping): boolean {
  const text = plainText(page)
  const judged: Judged = { page, title: titleOf(page, { text, organ: '' }, mapping).title, text: () => text }
  return patternsOf(mapping).outcomes.some(({ test }) => holds(test, judged))
}

/** Should it be moved before all others? Judged before it is normalized. */
export function isUrgent(page: Page, mapping: Mapping): boolean {
  const judged: Judged = { page, title: page.title ?? '', text: () => plainText(page) }
  return patternsOf(mapping).urgent.some((test) => holds(test, judged))
}
