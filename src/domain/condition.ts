// The conditions of a mapping (`when`) and a page in; whether they hold out. Pure: what is unknown fulfils no condition.
import type { Condition } from './mapping.ts'
import type { Page } from './page.ts'
import { type Pattern, patternOf } from './pattern.ts'

/** A condition with its regular expressions compiled. */
export interface Test {
  readonly title: Pattern | null
  readonly text: Pattern | null
  readonly author: Pattern | null
  readonly topic: Pattern | null
  readonly when: Condition
}

/** What a condition looks at. */
export interface Judged {
  readonly page: Page
  readonly title: string
  readonly text: () => string
}

export function testOf(when: Condition): Test {
  return { title: pattern(when.title), text: pattern(when.text), author: pattern(when.author), topic: pattern(when.topic), when }
}

export function pattern(text: string | undefined): Pattern | null {
  return text === undefined ? null : patternOf(text)
}

export function holds(test: Test, judged: Judged): boolean {
  const { page } = judged
  const { when, topic, text } = test
  if (when.kind !== undefined && when.kind !== page.kind) return false
  if (when.kinds !== undefined && !when.kinds.includes(page.kind)) return false
  if (when.platform !== undefined && when.platform !== page.platform) return false
  if (when.page !== undefined && when.page !== page.state) return false
  if (!inTime(when, page.published.value)) return false
  if (test.title !== null && !test.title.test(judged.title)) return false
  if (test.author !== null && !test.author.test(page.author ?? '')) return false
  if (topic !== null && !page.topics.some((one) => topic.test(one))) return false
  if (when.withoutTitle === true && (page.title ?? '').trim() !== '') return false
  if (when.withoutPictures === true && hasPictures(page)) return false
  if (!inLength(when, judged)) return false
  return text === null || text.test(judged.text())
}

/** An unknown date is neither before nor after anything. */
function inTime(when: Condition, published: string | null): boolean {
  if (when.before === undefined && when.after === undefined) return true
  if (published === null) return false
  const day = published.slice(0, 10)
  return (when.before === undefined || day < when.before) && (when.after === undefined || day >= when.after)
}

function inLength({ minCharacters, maxCharacters }: Condition, judged: Judged): boolean {
  if (minCharacters === undefined && maxCharacters === undefined) return true
  const length = Array.from(judged.text().replaceAll(/\s+/gu, '')).length
  return length >= (minCharacters ?? 0) && length <= (maxCharacters ?? Infinity)
}

/** Emoticons are words. */
const PICTURE = /<(?:img|image|video|iframe)\b(?![^<>]*\bclass\s*=\s*["'][^"']*\b(?:emo|emoji|face|emoticon))/i

function hasPictures(page: Page): boolean {
  return page.media.some(({ role }) => role !== 'cover') || ('html' in page.body && PICTURE.test(page.body.html))
}

/** Rough text of a page that is not normalized; good enough for a rule's words and lengths. */
export function plainText(page: Page): string {
  if ('text' in page.body) return page.body.text
  return page.body.html
    .slice(0, 2_000_000)
    .replaceAll(/<(?:script|style)\b[^<]*<\/(?:script|style)>|<[^<>]*>/gi, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}
