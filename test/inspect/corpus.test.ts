// The labelled corpus of the benchmark, as a promise: numbers of people are found and nothing else is taken for them, lists of people are found.
import { describe, expect, it } from 'vitest'
import { labelledTexts } from '../../bench/inspect-corpus.ts'
import { inspectFile } from '../../src/inspect/files.ts'

const NUMBERS = new Set(['id-number', 'mobile-number', 'bank-card', 'passport-number', 'permit-number'])
const texts = labelledTexts()
const finds = (code: string, text: string): boolean =>
  inspectFile('a', { pieces: [{ place: '', text }], unread: [] }).some((one) => one.code === code)
const share = (all: readonly unknown[], part: readonly unknown[]): number => part.length / all.length

describe('the labelled corpus', () => {
  it('holds hits and near-misses of every kind, a third of the forms kept aside', () => {
    expect(texts.length).toBeGreaterThan(400)
    for (const code of new Set(texts.map((one) => one.code)))
      for (const holds of [true, false]) expect(texts.filter((one) => one.code === code && one.holds === holds).length).toBeGreaterThan(5)
    expect(
      share(
        texts,
        texts.filter(({ aside }) => aside),
      ),
    ).toBeGreaterThan(0.25)
  })

  it.each([true, false])('has the numbers of people found with 0.99 precision and recall (kept aside: %s)', (aside) => {
    const of = texts.filter((one) => one.aside === aside && NUMBERS.has(one.code))
    const found = of.filter(({ code, text }) => finds(code, text))
    const holding = of.filter(({ holds }) => holds)
    expect(
      share(
        holding,
        found.filter(({ holds }) => holds),
      ),
    ).toBeGreaterThanOrEqual(0.99)
    expect(
      share(
        found,
        found.filter(({ holds }) => holds),
      ),
    ).toBeGreaterThanOrEqual(0.99)
  })

  it.each([true, false])('has lists of people found with 0.95 recall (kept aside: %s)', (aside) => {
    const lists = texts.filter((one) => one.aside === aside && one.code === 'people-list' && one.holds)
    expect(
      share(
        lists,
        lists.filter(({ text }) => finds('people-list', text)),
      ),
    ).toBeGreaterThanOrEqual(0.95)
  })
})
