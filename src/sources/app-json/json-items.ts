// A JSON value and the declared way to its list → the raw text of every item, with all its digits. Never builds the whole answer.
import { unquoted } from './json-documents.ts'
import { stepsOf } from './json-path.ts'
import type { Step } from './json-path.ts'
import { children, rawText } from './json-scan.ts'
import type { Spot } from './json-scan.ts'

export interface Lists {
  /** The first of these that holds an item. */
  readonly list: readonly string[]
  /** And all of these. */
  readonly alsoLists: readonly string[]
}

/** Every item of one JSON value. A list gives its elements, whatever they are; an object gives itself. */
export function itemsOf(document: Spot, { list, alsoLists }: Lists): readonly Spot[] {
  const first = list.map((path) => itemsAt(document, path)).find((found) => found.some((spot) => !isScalar(spot))) ?? []
  return [...first, ...alsoLists.flatMap((path) => itemsAt(document, path))]
}

function itemsAt(document: Spot, path: string): readonly Spot[] {
  let here: readonly Spot[] = [document]
  for (const step of stepsOf(path) ?? []) here = here.flatMap((spot) => within(spot, step))
  return here.flatMap(unwrapped)
}

function unwrapped(spot: Spot): readonly Spot[] {
  const value = unquoted(spot)
  if (value === null || isScalar(value)) return []
  if (value.text[value.start] === '{') return [value]
  return [...children(value)].map((child) => unquoted(child.value) ?? child.value)
}

function isScalar({ text, start }: Spot): boolean {
  return text[start] !== '{' && text[start] !== '['
}

function within(spot: Spot, step: Step): readonly Spot[] {
  const value = unquoted(spot)
  if (value === null || isScalar(value)) return []
  const isObject = value.text[value.start] === '{'
  if ('key' in step) return isObject ? onlyOne(value, ({ key }) => key === step.key) : []
  if ('at' in step) return isObject ? [] : onlyOne(value, (_, n) => n === step.at)
  const { where } = step
  const all = [...children(value)].map((child) => child.value)
  if (where === undefined) return all
  return all.filter(
    (one) => one.text[one.start] === '{' && onlyOne(one, ({ key }) => key === where.key).some((found) => said(found) === where.is),
  )
}

/** JSON readers take the last of two equal keys. */
function onlyOne(value: Spot, is: (child: { readonly key: string | null }, n: number) => boolean): readonly Spot[] {
  let found: Spot | null = null
  let n = 0
  for (const child of children(value)) {
    if (is(child, n)) found = child.value
    n += 1
  }
  return found === null ? [] : [found]
}

function said(spot: Spot): string {
  const raw = rawText(spot)
  return raw.startsWith('"') ? raw.slice(1, -1) : raw
}
