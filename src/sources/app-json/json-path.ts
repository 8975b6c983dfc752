// The small path language of declarations: `data.list[].title`, `a["odd.key"]`, `files[type=video].url`, `$` for the whole.
// A path goes in, the values that stand there come out. Where a path goes on inside a string, that string is read as JSON.
// It never takes an inherited name for a key, and never more than it is bounded to.
import { both } from '../../domain/words.ts'
import { readExact } from './exact-json.ts'

export type Step =
  | { readonly key: string }
  | { readonly at: number }
  /** All elements; with `where`, those whose own key has this text. */
  | { readonly each: true; readonly where?: { readonly key: string; readonly is: string } }

const LONGEST = 500
const MOST_STEPS = 32
/** Most values that one path gives; a post has no more pictures than this. */
const MOST_VALUES = 10_000

const TOKEN =
  /(?:^|(?<!^)\.)([^.[\]"'\s=]+)|\[(\d{1,9})\]|\[\*?\]|\[(?:"([^"]{1,200})"|'([^']{1,200})')\]|\[([^.[\]"'\s=]+)=(?:"([^"]*)"|'([^']*)'|([^\]"']*))\]/y

const compiled = new Map<string, readonly Step[] | null>()
const KEPT = 2000

/** Null when the text is no path. */
export function stepsOf(text: string): readonly Step[] | null {
  const known = compiled.get(text)
  if (known !== undefined) return known
  if (compiled.size >= KEPT) compiled.clear()
  const steps = compile(text.trim())
  compiled.set(text, steps)
  return steps
}

function compile(text: string): readonly Step[] | null {
  if (text.length > LONGEST) return null
  const steps: Step[] = []
  const start = text.startsWith('$') ? (text[1] === '.' ? 2 : 1) : 0
  const path = text.slice(start)
  for (let at = 0; at < path.length;) {
    TOKEN.lastIndex = at
    const found = TOKEN.exec(path)
    if (found === null || found[0] === '' || steps.length === MOST_STEPS) return null
    steps.push(stepOf(found))
    at = TOKEN.lastIndex
  }
  return steps
}

function stepOf([, name, place, double, single, key, ...values]: RegExpExecArray): Step {
  if (place !== undefined) return { at: Number(place) }
  const quoted = name ?? double ?? single
  if (quoted !== undefined) return { key: quoted }
  return key === undefined ? { each: true } : { each: true, where: { key, is: values.find((one) => one !== undefined) ?? '' } }
}

export const NO_PATH = both(
  '须为路径,如 data.list[].title、a["键"]、files[type=video].url',
  'must be a path, like data.list[].title, a["key"] or files[type=video].url',
)

/** One item, opened: strings of JSON inside it are read once, whatever number of paths leads into them. */
export type Opened = (path: string, from?: unknown) => readonly unknown[]

export function openItem(item: unknown): Opened {
  const read = new Map<string, unknown>()
  const inside = (value: unknown): unknown => {
    if (typeof value !== 'string' || !/^\s*[[{"]/.test(value)) return value
    if (!read.has(value)) read.set(value, readExact(value))
    return read.get(value)
  }
  return (path, from = item) => {
    let here: readonly unknown[] = [from]
    for (const step of stepsOf(path) ?? []) here = here.flatMap((one) => taken(inside(one), step)).slice(0, MOST_VALUES)
    return here
  }
}

function taken(value: unknown, step: Step): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if ('key' in step) return !Array.isArray(value) && Object.hasOwn(value, step.key) ? [(value as Record<string, unknown>)[step.key]] : []
  if (!Array.isArray(value)) return 'each' in step && step.where === undefined ? Object.values(value) : []
  if ('at' in step) return step.at < value.length ? [value[step.at]] : []
  const { where } = step
  return where === undefined ? value : value.filter((one) => hasText(one, where.key, where.is))
}

function hasText(value: unknown, key: string, is: string): boolean {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false
  const found = (value as Record<string, unknown>)[key]
  return (typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean') && String(found) === is
}
