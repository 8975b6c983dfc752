// One page and the rules of a mapping in; the rule that takes it, and what it is gathered under, out. A post whose day, month or topic is not
// known stays an article of its own, and so does whatever is not a whole post: it has decisions of its own before it.
import { holds, plainText, type Test, testOf } from '../../domain/condition.ts'
import type { GatherRule } from '../../domain/mapping.ts'
import type { Page } from '../../domain/page.ts'

export interface Sorted {
  readonly rule: GatherRule
  /** 2021-05-31, 2021-05, or the topic. */
  readonly of: string
}

export interface Sorter {
  (page: Page): Sorted | null
}

export function openSorter(rules: readonly GatherRule[], isWrittenOff: (page: Page) => boolean): Sorter {
  const tests = rules.map((rule) => ({ rule, test: rule.when === undefined ? null : testOf(rule.when) }))
  return (page) => {
    if (page.state !== 'ok' || page.published.value === null) return null
    const text = once(() => plainText(page))
    for (const { rule, test } of tests) {
      if (page.kind === 'reprint' && rule.when?.kind === undefined && rule.when?.kinds === undefined) continue
      if (test !== null && !holds(test, { page, title: page.title ?? '', text })) continue
      const of = groupOf(page, rule, test)
      // an editor's outcome rules come before all gathering: what is not to be published is not published in company either
      if (of !== null) return isWrittenOff(page) ? null : { rule, of }
    }
    return null
  }
}

const KNOWN_TO: Readonly<Record<string, number>> = { second: 10, minute: 10, day: 10, month: 7 }

function groupOf(page: Page, { by }: GatherRule, test: Test | null): string | null {
  if (by === 'topic') {
    const pattern = test?.topic ?? null
    const topic = page.topics.find((one) => one.trim() !== '' && (pattern === null || pattern.test(one)))
    return topic === undefined ? null : topic.replaceAll(/\s+/gu, ' ').trim().slice(0, 100).toWellFormed()
  }
  const length = by === 'day' ? 10 : 7
  return (KNOWN_TO[page.published.precision] ?? 0) < length ? null : (page.published.value ?? '').slice(0, length)
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => (made ??= { value: make() }).value
}
