// How much of a known text an extraction found, and how much else it brought: by pairs of neighbouring characters, white space left out.
// Also reads the corpus of pages with known truth in test/fixtures/web-pages/extraction.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const CORPUS = resolve(import.meta.dirname, '../fixtures/web-pages/extraction')

export interface KnownPage {
  readonly name: string
  readonly html: string
  readonly truth: string
  readonly kind: 'article' | 'thread'
  /** Written before tuning and never looked at while tuning. */
  readonly heldOut: boolean
}

export function knownPages(): readonly KnownPage[] {
  const held = new Set(readFileSync(join(CORPUS, 'held-out.txt'), 'utf8').split('\n'))
  return readdirSync(CORPUS)
    .filter((name) => name.endsWith('.html'))
    .sort()
    .map((file) => {
      const name = file.replace(/\.html$/, '')
      const html = readFileSync(join(CORPUS, file), 'utf8')
      const truth = readFileSync(join(CORPUS, `${name}.txt`), 'utf8')
      return { name, html, truth, kind: THREADS.has(name.slice(1, 3)) ? 'thread' : 'article', heldOut: held.has(name) } as const
    })
}

const THREADS = new Set(['25', '26', '27', '28', '29', '30', '43', '44', '45'])

export interface Score {
  readonly f1: number
  readonly recall: number
  readonly precision: number
}

export function score(found: string, truth: string): Score {
  const [have, want] = [pairs(found), pairs(truth)]
  let both = 0
  for (const [pair, count] of want) both += Math.min(count, have.get(pair) ?? 0)
  const recall = both / sum(want)
  const precision = both === 0 ? 0 : both / sum(have)
  return { f1: both === 0 ? 0 : (2 * recall * precision) / (recall + precision), recall, precision }
}

export function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length
}

function pairs(text: string): Map<string, number> {
  const letters = Array.from(text.replaceAll(/[\s\u3000\u00a0]+/g, ''))
  const found = new Map<string, number>()
  for (let n = 1; n < letters.length; n += 1) {
    const pair = `${letters[n - 1]}${letters[n]}`
    found.set(pair, (found.get(pair) ?? 0) + 1)
  }
  return found
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0
  for (const count of counts.values()) total += count
  return total
}
