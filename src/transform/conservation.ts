// What was counted before cleaning, what stands in the draft, and what rules dropped in; the balance out. Text is compared as a
// multiset of characters and named as runs; nothing that is missing goes unnamed.
import type { Conservation, Counts } from '../domain/draft.ts'
import { UNSEEN } from './clean/census.ts'

export interface Dropped {
  readonly rule: string
  readonly what: string
  readonly held: Partial<Counts>
}

export interface Balance {
  readonly before: { readonly text: string; readonly counts: Omit<Counts, 'characters'> }
  readonly after: {
    readonly text: string
    readonly made: readonly (readonly [number, number])[]
    readonly counts: Omit<Counts, 'characters'>
  }
  readonly dropped: readonly Dropped[]
}

const THINGS = ['images', 'links', 'tables', 'attachments', 'audio', 'video'] as const
const NAMES = { images: '图片', links: '链接', tables: '表格', attachments: '附件', audio: '音频', video: '视频' } as const
const LISTED = 20

export function weigh(balance: Balance): Conservation {
  const before = bare(balance.before.text)
  const after = bare(withoutMade(balance.after))
  const gone = balance.dropped.map(({ what }) => bare(what)).join('')
  const lost = before === after && gone === '' ? [] : lostText(before, after, gone)
  for (const thing of THINGS) {
    const dropped = balance.dropped.reduce((sum, { held }) => sum + (held[thing] ?? 0), 0)
    const missing = balance.before.counts[thing] - balance.after.counts[thing] - dropped
    if (missing !== 0) lost.push(`${NAMES[thing]} ${missing > 0 ? '−' : '+'}${Math.abs(missing)}`)
  }
  return {
    before: { characters: before.length, ...balance.before.counts },
    after: { characters: after.length, ...balance.after.counts },
    dropped: balance.dropped.map(({ rule, what, held }) => ({ rule, what: describe(what, held) })),
    lost,
  }
}

function bare(text: string): string {
  return text.replaceAll(UNSEEN, '')
}

function withoutMade(after: Balance['after']): string {
  if (after.made.length === 0) return after.text
  let text = ''
  let from = 0
  for (const [start, end] of after.made.toSorted((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (start < from) continue
    text += after.text.slice(from, start)
    from = end
  }
  return text + after.text.slice(from)
}

function describe(what: string, held: Partial<Counts>): string {
  const text = what.replaceAll(/\s+/g, ' ').trim()
  const things = THINGS.filter((thing) => (held[thing] ?? 0) > 0).map((thing) => `${NAMES[thing]} ${held[thing] ?? 0}`)
  return [text.length > 200 ? `${text.slice(0, 200)}…` : text, ...things].filter((part) => part !== '').join(' · ')
}

/** Missing characters, named as runs of the original; and characters that came from nowhere. */
function lostText(before: string, after: string, gone: string): string[] {
  const balance = new Map<string, number>()
  for (const char of before) balance.set(char, (balance.get(char) ?? 0) + 1)
  for (const char of after) balance.set(char, (balance.get(char) ?? 0) - 1)
  for (const char of gone) balance.set(char, (balance.get(char) ?? 0) - 1)
  const missing = new Map([...balance].filter(([, count]) => count > 0))
  const extra = [...balance].filter(([, count]) => count < 0).map(([char, count]) => char.repeat(Math.min(-count, 20)))
  const lost = missing.size === 0 ? [] : runsOf(before, after, missing)
  return extra.length === 0 ? lost : [...lost, `+${extra.join('').slice(0, 80)}`]
}

/** Walks both texts from the front; where they part, the stretch of missing characters is a lost run. */
function runsOf(before: string, after: string, missing: Map<string, number>): string[] {
  const runs: string[] = []
  let run = ''
  let at = 0
  for (const char of before) {
    const left = missing.get(char) ?? 0
    if (after.startsWith(char, at) && (left === 0 || run === '')) {
      at += char.length
      if (run !== '') runs.push(run)
      run = ''
    } else if (left > 0) {
      missing.set(char, left - 1)
      run += char
    }
  }
  if (run !== '') runs.push(run)
  const rest = [...missing]
    .filter(([, count]) => count > 0)
    .map(([char, count]) => char.repeat(Math.min(count, 20)))
    .join('')
  if (rest !== '') runs.push(rest)
  const shown = runs.map((one) => (one.length > 120 ? `${one.slice(0, 120)}…` : one))
  return shown.length <= LISTED ? shown : [...shown.slice(0, LISTED), `… ${shown.length - LISTED}`]
}
