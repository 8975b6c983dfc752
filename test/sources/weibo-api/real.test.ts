// Real answers of API v2 (2011, 2016), where they lie beside the checkout: what this source takes out of them.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { idsIn, needsShow, readListPage } from '../../../src/sources/weibo-api/list-page.ts'
import { meaningOf } from '../../../src/sources/weibo-api/refusals.ts'
import { readJson, wordOf } from '../../../src/sources/text/json.ts'
import type { JsonObject } from '../../../src/sources/text/json.ts'
import { publishedOf } from '../../../src/sources/weibo/dates.ts'

const SAMPLES = join(import.meta.dirname, '../../../../shared/samples/weibo')
const isThere = existsSync(SAMPLES)

const json = (text: string): JsonObject => readJson(text) ?? {}
const sample = (name: string): string => readFileSync(join(SAMPLES, name), 'utf8')

describe.skipIf(!isThere)(`real answers of API v2${isThere ? '' : ' (SKIPPED: no real samples beside the checkout)'}`, () => {
  it('give each post of the account with its mid and time, and tell the others apart', () => {
    const recorded = JSON.parse(sample('api2_incremental_vcr.json')) as readonly { readonly body: unknown }[]
    const text = JSON.stringify(recorded[0]?.body)
    const { own, foreign, broken, nextCursor } = readListPage(text, json(text), '2286908003')
    expect([own.length, foreign, broken, nextCursor]).toEqual([4, ['3935747314735304'], 0, 3_935_747_172_100_551n])
    for (const one of own) {
      expect(one.status.mid).toMatch(/^3935\d{12}$/)
      expect(publishedOf(one.status)).toMatchObject({ doubt: null, published: { precision: 'second' } })
      expect(needsShow(one)).toBe(false)
    }
  })

  it('give numbers, and errors by number', () => {
    expect(idsIn(json(sample('api2_timeline_ids.json')))).toEqual(['3382905382185354', '3382905252160340', '3382905235630562'])
    expect(meaningOf(wordOf(json(sample('api2_error.json'))['error_code']) ?? '')).toBe('right')
  })
})
