// What all readers of pages do with one post: its container and the lists below it → a Floor, told from the notices that stand in for one.
import type { Dated } from '../../domain/page.ts'
import { textOf } from '../text/text-of.ts'
import { attachedOf } from './attached.ts'
import { bodyOf } from './body.ts'
import type { Elements } from './elements.ts'
import { shieldOf } from './locks.ts'
import type { Floor } from './view.ts'

export interface FloorFacts {
  readonly pid: string | null
  readonly number: number | null
  readonly author: string | null
  readonly uid: string | null
  readonly time: Dated
  readonly edited?: Dated | undefined
}

export function floorOf(
  page: Elements,
  facts: FloorFacts,
  from: { container: number; below: readonly number[]; base: string | null },
): Floor {
  const body = bodyOf(page, from.container, from.base)
  const attached = outermost(page, from.below).map((n) => attachedOf(page, n, from.base))
  const html = [body.html, ...attached.map((one) => one.html)].join('')
  const text = textOf(html)
  const shield = body.state === 'ok' && html.length < 2000 && !html.includes('<img') ? shieldOf(text) : null
  return {
    ...facts,
    edited: facts.edited === undefined || facts.edited.value === null ? body.edited : facts.edited,
    html,
    media: [...body.media, ...attached.flatMap((one) => one.media)],
    remarks: [...body.remarks, ...attached.flatMap((one) => one.remarks)],
    state: body.state !== 'ok' && html === '' ? body.state : (shield?.state ?? 'ok'),
    stateText: body.state !== 'ok' && html === '' ? body.stateText : (shield?.text ?? null),
  }
}

/** Without those inside of one before: what they list is listed with it. */
function outermost(page: Elements, numbers: readonly number[]): readonly number[] {
  let last = -1
  return numbers.filter((n) => {
    if (n <= last) return false
    last = page.list[n]?.last ?? n
    return true
  })
}

const NAMED: ReadonlyMap<string, number> = new Map([
  ['楼主', 1],
  ['沙发', 2],
  ['板凳', 3],
  ['地板', 4],
  ['樓主', 1],
  ['沙發', 2],
])

/** `zero`: phpwind counts the article as 0楼, Discuz! as 1#. */
export function floorNumber(words: string, zero: boolean): number | null {
  const text = words.replaceAll(/\s+/g, '')
  const name = /楼主|樓主|沙发|沙發|板凳|地板/.exec(text.slice(0, 40))?.[0]
  if (name !== undefined) return NAMED.get(name) ?? null
  const n = /(\d{1,7})(?:楼|樓|#|F)?/.exec(text.slice(0, 40))?.[1]
  return n === undefined ? null : Number(n) + (zero ? 1 : 0)
}

export function countIn(words: string): number | null {
  const n = /\d[\d,]{0,11}/.exec(words.slice(0, 200))?.[0].replaceAll(',', '')
  return n === undefined ? null : Number(n)
}
