// Real pages, when the samples lie beside the checkout: none throws, every draft is sound, and nothing is lost.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mergeReadings } from '../../src/sources/wechat-archive/merge.ts'
import { readPageText } from '../../src/sources/wechat-archive/read-page.ts'
import { expectSound, nearOf } from '../kits/step-kit.ts'
import { normalize } from '../../src/transform/normalize.ts'

const SAMPLES = resolve(import.meta.dirname, '../../../shared/samples/wechat')
const missing = !existsSync(SAMPLES)
const files = missing ? [] : ['slim', 'raw', 'browser-saved'].flatMap((folder) => readdirSync(resolve(SAMPLES, folder)).map((name) => `${folder}/${name}`))

describe.skipIf(missing)(`real pages${missing ? ' (skipped: no samples beside the checkout)' : ''}`, () => {
  it.each(files)('keeps all of %s', (file) => {
    const page = mergeReadings([readPageText(readFileSync(resolve(SAMPLES, file), 'utf8'), file)], file)
    const result = normalize(page, nearOf())
    expectSound(result)
    expect(result.draft.conservation.lost).toEqual([])
  })
})
