// The source kind `wechat-api`: what WeChat's own interface gives to the owner of an account, by AppID and AppSecret → its posts.
// It asks only that interface and what the posts show; it changes nothing at the platform.
import type { Source, SourceKind, SourceKit } from '../source.ts'
import { addressesOf, keysOf, sameAccount } from '../wechat-archive/addresses.ts'
import { checks } from './check.ts'
import { openApi } from './client.ts'
import { discover } from './discover.ts'
import type { Seen } from './discover.ts'
import { fetchParts } from './fetch.ts'
import { options } from './options.ts'
import type { WechatApiOptions } from './options.ts'
import { parseMaterial } from './parse.ts'
import { TIMES } from './times.ts'
import type { Times } from './times.ts'

export const wechatApi: SourceKind<WechatApiOptions> = {
  name: 'wechat-api',
  version: 1,
  options,
  robots: 'none',
  metered: true,
  open: (given, kit) => openWechatApi(given, kit, TIMES),
}

function nothing(): Seen {
  return { functions: [], claims: [], leftovers: [] }
}

/** `times`: the clock and waits; tests are in a hurry. */
export async function openWechatApi(given: WechatApiOptions, kit: SourceKit, times: Times): Promise<Source> {
  const api = openApi(given, kit, times)
  let seen = nothing()
  return {
    check: () => checks(given, { api, kit }),
    async *discover(since) {
      const now = nothing()
      seen = now
      for await (const post of discover({ options: given, api, kit, times }, now)) {
        const day = post.listed.value?.slice(0, 10)
        if (since === undefined || day === undefined || day >= since.slice(0, 10)) yield post
      }
    },
    leftovers: () => seen.leftovers,
    claims: () => seen.claims,
    functions: () => seen.functions,
    async *fetch(ref) {
      yield* fetchParts({ api, kit, comments: given.comments }, ref)
    },
    parse: parseMaterial,
    keysOf,
    addressesOf,
    sameAccount,
    close: async () => api.close(),
  }
}
