// Text → JSON, without losing a digit of large numbers and without throwing; and the small questions that readers of JSON ask of it.
import type { Json } from '../../domain/archive.ts'

export type JsonObject = { readonly [key: string]: Json }

/** An object, or null; numbers that JavaScript can't hold exactly stay the digits they are. */
export function readJson(text: string): JsonObject | null {
  try {
    const read = JSON.parse(text, exactly) as Json
    // Nesting deeper than the stack breaks later what parsing bears.
    JSON.stringify(read)
    return isObject(read) ? read : null
  } catch {
    return null
  }
}

function exactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && !Number.isSafeInteger(value) && context?.source !== undefined ? context.source : value
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A text that says something, or a number as its digits. */
export function wordOf(value: Json | undefined): string | null {
  const word = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
  return word === '' ? null : word
}

export function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter((one: Json) => isObject(one)) : []
}

/** What lies at a path of keys. */
export function inside(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let at = value
  for (const key of path) at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined
  return at
}
