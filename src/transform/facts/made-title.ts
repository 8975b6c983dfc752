// A post without a title in; a title out that is made of its own words, or of its date, by the rules of the mapping. Words are never made
// up, and nothing is cut inside a number, an address, a Latin word or a character as people see it.
import type { GatherRule, Mapping } from '../../domain/mapping.ts'
import type { Gathering, Page } from '../../domain/page.ts'
import { tidyLine } from './tidy-line.ts'

interface Near {
  readonly text: string
  readonly organ: string
}

/** The first rule that gives anything; '' when none does. */
export function madeTitle(page: Page, near: Near, rules: Mapping['title']): string {
  for (const rule of rules.made) {
    const made =
      typeof rule === 'object'
        ? dated(rule.words, page, near.organ)
        : [near.text, page.summary ?? '']
            .map((text) => fitted(rule === 'brackets' ? bracketed(text) : sentence(text), rules.madeLength))
            .find(Boolean)
    if (made !== undefined && made !== '') return made
  }
  return ''
}

/** By the rule's template; the second and later parts of a large group say so. Without its rule (it was renamed): what is known. */
export function gatheredTitle(page: Page, gathering: Gathering, { organ, mapping }: { organ: string; mapping: Mapping }): string {
  const rule = mapping.gather.find(({ name }) => name === gathering.rule)
  const words = tidyLine(filled(rule?.title ?? '{account} {topic}{date}', { ...partsOf(rule, gathering), account: page.account ?? organ }))
  return gathering.part === 1 ? words : `${words}（${gathering.part}）`
}

function partsOf(rule: GatherRule | undefined, { of }: Gathering): Readonly<Record<string, string>> {
  const isDay = /^\d{4}-\d\d(?:-\d\d)?$/.test(of) && rule?.by !== 'topic'
  return isDay ? dateParts(of) : { topic: of }
}

function dated(words: string, page: Page, organ: string): string {
  const { value, precision } = page.published
  const needs = /\{(?:day|date)\}/.test(words) ? 2 : /\{month\}/.test(words) ? 1 : /\{year\}/.test(words) ? 0 : -1
  const known = { second: 2, minute: 2, day: 2, month: 1, year: 0, unknown: -1 }[precision]
  if (needs > known || (value === null && needs >= 0)) return ''
  return tidyLine(filled(words, { ...dateParts((value ?? '').slice(0, 10)), account: page.account ?? organ }))
}

function dateParts(day: string): Readonly<Record<string, string>> {
  const [year = '', month = '', date = ''] = day.split('-').map((part) => String(Number(part)))
  return { year, month, day: date, date: `${year}年${month}月${date === '' ? '' : `${date}日`}` }
}

function filled(words: string, values: Readonly<Record<string, string>>): string {
  return words.replaceAll(/\{(\w+)\}/gu, (_, name: string) => values[name] ?? '')
}

/** What the post itself sets off as its heading: 【…】 in its first line. */
function bracketed(text: string): string {
  return /^[^\n【】]{0,60}【([^\n【】]{2,120})】/u.exec(text.trimStart())?.[1] ?? ''
}

const ADDRESS = /https?:\/\/[\w\-./?%&=+#:~,@!]+/giu
const TOPIC = /#([^#\n]{1,60})#/gu

/** The first that holds words besides topics and addresses, up to its full stop or line end. */
function sentence(text: string): string {
  const plain = text.trimStart().slice(0, 2000).replaceAll(ADDRESS, ' ')
  for (const one of plain.split(/[。！？!?;；\n]/u)) {
    const bare = bareOf(one)
    if (/[\p{L}\p{N}\p{So}]/u.test(bare)) return bare
  }
  return ''
}

/** Topics at either end say what it is about, not what it says; one in the middle is part of the sentence. */
function bareOf(line: string): string {
  return line
    .replace(/^(?:\s*#[^#\n]{1,60}#)+/u, '')
    .replace(/(?:#[^#\n]{1,60}#\s*)+$/u, '')
    .replaceAll(TOPIC, '$1')
    .replace(/^[\s\p{P}]*(?=[【《“‘「『（(])|^[\s，、：:·…—]+/u, '')
    .replace(/[\s，、：:,]+$/u, '')
}

const LETTERS = new Intl.Segmenter('zh', { granularity: 'grapheme' })

/** Longer ones are cut at their last pause, or else between characters, never within a number or a Latin word, and say so. */
function fitted(raw: string, longest: number): string {
  const words = tidyLine(raw)
  const letters = Array.from(LETTERS.segment(words), (one) => one.segment)
  if (letters.length <= longest) return words
  const room = letters.slice(0, longest - 1)
  const pause = room.findLastIndex((letter, at) => at >= longest / 2 && /^[，、：:,\s）)》】”]$/u.test(letter) && !isInNumber(letters, at))
  if (pause >= 0) return `${room.slice(0, pause + (/^[）)》】”]$/u.test(room[pause] ?? '') ? 1 : 0)).join('')}…`
  let end = room.length
  while (end > longest / 2 && WORD.test(letters[end - 1] ?? '') && WORD.test(letters[end] ?? '')) end -= 1
  return `${room
    .slice(0, end > longest / 2 ? end : room.length)
    .join('')
    .trimEnd()}…`
}

const WORD = /^[\dA-Za-z.,%:：/@_-]/u

function isInNumber(letters: readonly string[], at: number): boolean {
  return /\d$/u.test(letters[at - 1] ?? '') && /^\d/u.test(letters[at + 1] ?? '')
}
