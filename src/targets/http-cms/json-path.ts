// A dotted path such as `data.posts[0].id` and parsed JSON go in, the value that stands there comes out. Nothing is run and nothing is guessed.

export const PATH = /^(?:[^.[\]\s]+(?:\[\d+\])*|\[\d+\](?:\[\d+\])*)(?:\.[^.[\]\s]+(?:\[\d+\])*)*$/

/** Undefined when nothing stands there; the empty path is the value itself. A key may not be inherited. */
export function valueAt(value: unknown, path: string): unknown {
  let here = value
  for (const step of stepsOf(path)) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined
    here = Reflect.get(here, step)
  }
  return here
}

function stepsOf(path: string): string[] {
  return path === ''
    ? []
    : path
        .replaceAll(/\[(\d+)\]/g, '.$1')
        .replace(/^\./, '')
        .split('.')
}

/** What can stand in a text: null for objects, lists and nothing. */
export function plainText(value: unknown): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}
