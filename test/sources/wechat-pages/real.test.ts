// Real lists and real pages, where they are at hand: every line of the lists is an article, and every page that the platform gave is what it was.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { articleAddress } from '../../../src/sources/wechat-pages/address.ts'
import { wechatPages } from '../../../src/sources/wechat-pages/index.ts'
import { discoverAll, fetchAll, materialOf, offlineKit } from '../../kits/source-kit.ts'
import { platform } from './platform.ts'

const SAMPLES = join(import.meta.dirname, '../../../../shared/samples')
const NONE = existsSync(SAMPLES) ? undefined : 'no real samples beside the checkout'

describe.skipIf(NONE !== undefined)(`real lists${NONE === undefined ? '' : ` (SKIPPED: ${NONE})`}`, () => {
  const exports = 'wechat/exports/wechatDownload'
  it.each([
    [`${exports}/2024-11-06-160246.csv`, 20, 20, 0],
    [`${exports}/2024-12-07-231605.csv`, 30, 30, 0],
    [`${exports}/阮一峰的网络日志_2024-04-06-203823.csv`, 5, 5, 0],
    ['wechat/json/wnma3mz-appmsgex-list.ndjson', 26, 26, 0],
    ['wechat/json/wnma3mz-profile_ext-AppSo.ndjson', 53, 53, 0],
    ['wechat/json/wnma3mz-profile_ext-InfoQ.ndjson', 142, 142, 0],
  ])('%s names %i articles, all with title and date', async (name, articles, dated, left) => {
    const source = await wechatPages.open(wechatPages.options.parse({ lists: [name] }), offlineKit(SAMPLES))
    const found = await discoverAll(source)
    const good = found.filter(({ title, listed }) => title !== null && listed.value !== null)
    expect([found.length, good.length, source.leftovers().length]).toEqual([articles, dated, left])
    expect(new Set(found.map(({ key }) => key)).size).toBe(found.length)
  })
})

describe.skipIf(NONE !== undefined)(`real pages${NONE === undefined ? '' : ` (SKIPPED: ${NONE})`}`, () => {
  it('given by a server in the place of the platform are what they were, and none is taken for a wall', async () => {
    const mp = await platform()
    const kit = mp.kit(SAMPLES)
    const wanted = new Map<string, string>()
    for (const line of readFileSync(join(SAMPLES, 'MANIFEST.tsv'), 'utf8').split('\n')) {
      const [file = '', , , url = ''] = line.split('\t')
      const address = /^wechat\/(?:raw|slim)\//.test(file) && existsSync(join(SAMPLES, file)) ? articleAddress(url) : null
      if (address === null) continue
      const path = address.url.replace('https://mp.weixin.qq.com', '')
      if (wanted.has(path)) continue
      wanted.set(path, file)
      mp.pages.set(path, readFileSync(join(SAMPLES, file), 'utf8'))
    }
    const source = await wechatPages.open(
      wechatPages.options.parse({ urls: [...wanted.keys()].map((path) => `${mp.mp}${path}`), resolve: false }),
      kit,
    )
    const states: Record<string, number> = {}
    const keys: string[] = []
    for (const post of await discoverAll(source)) {
      const { parts, failure } = await fetchAll(source, post)
      const page = failure === null ? source.parse(materialOf(post, parts)) : null
      const state = page?.state ?? failure?.code ?? ''
      states[state] = (states[state] ?? 0) + 1
      if (page?.state === 'ok')
        expect([page.account, page.published.value, 'html' in page.body ? page.body.html : page.body.text], post.url ?? '').not.toContain(
          null,
        )
    }
    for (const { aliases } of await discoverAll(source)) keys.push(...aliases.filter((key) => /^wechat:M.*:\d+:\d+$/.test(key)))
    expect(states).toEqual({ ok: 12, deleted: 1, violation: 1, unavailable: 1 })
    expect([wanted.size, keys.length]).toEqual([15, 11])
    await source.close()
    await kit.close()
    await mp.end()
  })
})
