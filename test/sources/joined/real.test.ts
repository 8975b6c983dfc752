// Real pages, lists and exports where they are at hand: joined folder by folder they are the posts of the whole folder.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SOURCE_KINDS } from '../../../src/sources/kinds.ts'
import { discoverAll, fetchAll, materialOf, offlineKit } from '../../kits/source-kit.ts'
import { NO_SAMPLES, SAMPLES } from '../wechat-archive/archives.ts'

const joined = SOURCE_KINDS['joined'] ?? expect.fail()
const alone = SOURCE_KINDS['wechat-archive'] ?? expect.fail()

describe.skipIf(NO_SAMPLES !== undefined)(`real samples${NO_SAMPLES === undefined ? '' : ` (SKIPPED: ${NO_SAMPLES})`}`, () => {
  it('are the same numbered posts joined by folder as read in one go, each fetched and parsed', async () => {
    const folders = readdirSync(SAMPLES).filter((name) => statSync(join(SAMPLES, name)).isDirectory())
    const whole = await alone.open({ path: SAMPLES }, offlineKit('/'))
    const numbered = (key: string) => !key.includes(':file:')
    const before = (await discoverAll(whole)).map(({ key }) => key).filter(numbered)
    await whole.close()
    const source = await joined.open(
      joined.options.parse({ of: folders.map((path) => ({ kind: 'wechat-archive', path })) }),
      offlineKit(SAMPLES),
    )
    const posts = await discoverAll(source)
    expect(new Set(posts.map(({ key }) => key).filter(numbered))).toEqual(new Set(before))
    const tally: Record<string, number> = {}
    const started = performance.now()
    let several = 0
    for (const post of posts) {
      const { parts, failure } = await fetchAll(source, post)
      const page = failure === null ? source.parse(materialOf(post, parts)) : null
      if ((post.ref as { tellings: unknown[] }).tellings.length > 1) several += 1
      for (const word of [failure?.code ?? page?.state ?? '', ...(page?.remarks.map(({ code }) => code) ?? [])])
        tally[word] = (tally[word] ?? 0) + 1
    }
    if (process.env['SHOW'] === '1')
      console.log(posts.length, several, tally, source.leftovers().length, source.claims?.(), performance.now() - started)
    expect(several).toBe(12)
    expect(tally).toMatchObject({ ok: 26, deleted: 2, violation: 2, unavailable: 2, expired: 1 })
    await source.close()
  })
})
