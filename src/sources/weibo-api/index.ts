// The source kind `weibo-api`: a Weibo account read by its owner's token from the open or the commercial API. Nothing is asked that has been
// read and kept; no more is asked than the platform allows.
import type { Source, SourceKind, SourceKit } from '../source.ts'
import { addressesOf, sameAccount } from '../weibo/ids.ts'
import { keysOf } from '../weibo/links.ts'
import { openApi } from './api.ts'
import { checkApi } from './check.ts'
import { REAL_CLOCK } from './clock.ts'
import type { Clock } from './clock.ts'
import { discoverPosts } from './discover.ts'
import type { Told } from './discover.ts'
import { fetchParts } from './fetch.ts'
import { openNotes } from './notes.ts'
import { weiboApiOptions } from './options.ts'
import type { WeiboApiOptions } from './options.ts'
import { parseMaterial } from './parse.ts'
import { openShortLinks } from './short-links.ts'
import { openQuota } from './quota.ts'

export const weiboApi: SourceKind<WeiboApiOptions> = {
  name: 'weibo-api',
  version: 1,
  options: weiboApiOptions,
  robots: 'none',
  metered: true,
  open,
}

async function open(options: WeiboApiOptions, kit: SourceKit): Promise<Source> {
  return openWeiboApi(options, kit, REAL_CLOCK)
}

/** With another clock, for tests that let days pass. */
export function openWeiboApi(options: WeiboApiOptions, kit: SourceKit, clock: Clock): Source {
  const api = openApi(options, kit, { quota: openQuota(options, kit.memory, clock), clock })
  const walking = { api, clock, notes: openNotes(options.uid, kit), uid: options.uid, againDays: options.againDays }
  const shorts = options.shortLinks ? openShortLinks(options.uid, kit.memory, api) : null
  let told: Told = { claims: [], leftovers: [] }
  return {
    check: () => checkApi(api, kit, options),
    async *discover(since) {
      told = { claims: [], leftovers: [] }
      for await (const post of discoverPosts({ walking, kit, options, shorts }, told)) {
        const day = post.listed.value?.slice(0, 10)
        if (since === undefined || day === undefined || day >= since.slice(0, 10)) yield post
      }
    },
    leftovers: () => told.leftovers,
    claims: () => told.claims,
    fetch: (ref) => fetchParts({ api, kit, options, shorts }, ref),
    parse: parseMaterial,
    keysOf,
    addressesOf,
    sameAccount,
    close: async () => api.close(),
  }
}
