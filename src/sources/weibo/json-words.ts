// Small questions that readers of the platform's JSON ask: numbers written as words, lists that are objects, the first word that says anything.
import type { Json } from '../../domain/archive.ts'
import { isObject, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'

/** `12`, `"1.2万"`, `"100万+"`, `"3亿"` → a number; null for what counts nothing. */
export function countOf(value: Json | undefined): number | null {
  const [, digits, unit] = /^\s*(\d+(?:\.\d+)?)\s*([万亿]?)\s*\+?/.exec(wordOf(value)?.replaceAll(',', '') ?? '') ?? []
  if (digits === undefined) return null
  const count = Math.round(Number(digits) * (unit === '万' ? 1e4 : unit === '亿' ? 1e8 : 1))
  return Number.isSafeInteger(count) ? count : null
}

/** The objects of a list; some answers number them in an object (`{"0": …}`). */
export function listOf(value: Json | undefined): readonly JsonObject[] {
  if (!isObject(value)) return Array.isArray(value) ? value.filter((one: Json) => isObject(one)) : []
  return Object.keys(value).every((key) => /^\d+$/.test(key)) ? Object.values(value).filter((one) => isObject(one)) : []
}

export function wordsOf(value: Json | undefined): readonly string[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((one: Json) => wordOf(one) ?? [])
}

/** The first of these fields that says something. */
export function firstWord(from: JsonObject, ...names: readonly string[]): string | null {
  for (const name of names) {
    const word = Object.hasOwn(from, name) ? wordOf(from[name]) : null
    if (word !== null) return word
  }
  return null
}

export function digitsOf(value: Json | undefined): string | null {
  const word = wordOf(value)
  return word !== null && /^[1-9]\d{3,19}$/.test(word) ? word : null
}

/** Web addresses come without protocol, too. */
export function addressIn(value: Json | undefined): string | null {
  const word = wordOf(value)
  if (word === null) return null
  if (word.startsWith('//')) return `https:${word}`
  return /^https?:\/\//i.test(word) ? word : null
}
