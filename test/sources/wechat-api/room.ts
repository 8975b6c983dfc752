// What the tests of `wechat-api` share: a source over the real client and the local server, a clock that can be turned, and invented posts.
import { onTestFinished } from 'vitest'
import { shortKeep } from '../../../src/source-keep.ts'
import { openWechatApi, wechatApi } from '../../../src/sources/wechat-api/index.ts'
import type { WechatApiOptions } from '../../../src/sources/wechat-api/options.ts'
import { TIMES } from '../../../src/sources/wechat-api/times.ts'
import type { Times } from '../../../src/sources/wechat-api/times.ts'
import type { Source } from '../../../src/sources/source.ts'
import { onlineKit, shortMemory } from '../../kits/source-kit.ts'
import type { OnlineExtra } from '../../kits/source-kit.ts'
import { wechatServer } from '../../kits/wechat-server.ts'
import type { Account, Article, Message, WechatServer } from '../../kits/wechat-server.ts'

export const BIZ = 'MzA5OTAwMDAwMQ=='
/** Noon in Beijing on 2025-11-20. */
const NOON = Date.parse('2025-11-20T12:00:00+08:00')

interface Clock {
  now: number
  readonly slept: number[]
}

function clockAt(now = NOON): Clock {
  return { now, slept: [] }
}

function timesOf(clock: Clock): Times {
  return {
    ...TIMES,
    now: () => clock.now,
    sleep: async (ms) => {
      clock.slept.push(ms)
      clock.now += ms
    },
  }
}

export interface Opened {
  readonly server: WechatServer
  readonly clock: Clock
  readonly source: Source
  /** Another source of the same account, as another process opens it; it shares what the ledger and the vault keep. */
  readonly again: (given?: Partial<WechatApiOptions>) => Promise<Source>
  readonly remembered: ReadonlyMap<string, string>
  readonly kept: Buffer[]
}

const SECRET = 'GUIJI_SECRET_WECHAT'

/** Everything is closed when the test ends. */
export async function opened(account: Partial<Account>, given: Partial<WechatApiOptions> = {}, extra: OnlineExtra = {}): Promise<Opened> {
  const server = await wechatServer(account)
  const clock = clockAt()
  const [memory, keep] = [shortMemory(), shortKeep(1024 * 1024 * 1024)]
  const remembered = new Map<string, string>()
  const kept: Buffer[] = []
  const kit = onlineKit('/', [server.host], {
    env: { [SECRET]: server.account.secret },
    memory: {
      ...memory,
      remember: async (seen) => {
        for (const [url, { version }] of seen) remembered.set(url, version)
        await memory.remember(seen)
      },
    },
    keep: {
      ...keep,
      keep: async (bytes) => {
        kept.push(Buffer.from(bytes))
        return keep.keep(bytes)
      },
    },
    net: { firstWaitMs: 1 },
    ...extra,
  })
  const sources: Source[] = []
  const again: Opened['again'] = async (more = {}) => {
    const source = await openWechatApi(optionsFor(server, { ...given, ...more }), kit, timesOf(clock))
    sources.push(source)
    return source
  }
  onTestFinished(async () => {
    for (const source of sources) await source.close()
    await kit.close()
    await server.close()
  })
  return { server, clock, source: await again(), again, remembered, kept }
}

export function optionsFor(server: WechatServer, given: Partial<WechatApiOptions> = {}): WechatApiOptions {
  return wechatApi.options.parse({
    appid: server.account.appid,
    secret: { env: SECRET },
    api: server.url,
    statistics: false,
    functions: false,
    materials: false,
    ...given,
  })
}

function address(mid: number, idx: number): string {
  return `http://mp.weixin.qq.com/s?__biz=${BIZ}&mid=${mid}&idx=${idx}&sn=${'0123456789abcdef'.repeat(2)}&chksm=0#rd`
}

export function keyOf(mid: number, idx: number): string {
  return `wechat:${BIZ}:${mid}:${idx}`
}

export function article(mid: number, idx: number, over: Article = {}): Article {
  return {
    title: `青石县第 ${mid} 号通知(${idx})`,
    author: '青石发布',
    content: `<p>各乡镇:第 ${mid} 号通知第 ${idx} 条,请认真落实。</p>`,
    url: address(mid, idx),
    ...over,
  }
}

/** Message `n` of an invented account, with as many articles as told; its first article has the mid 2247480000 + n. */
export function message(n: number, articles = 1, over: Article = {}): Message {
  const mid = 2_247_480_000 + n
  return {
    id: `article-${n}-${'k'.repeat(20)}`,
    create_time: 1_700_000_000 - n * 3600,
    update_time: 1_700_000_012 - n * 3600,
    articles: Array.from({ length: articles }, (_, i) => article(mid, i + 1, over)),
  }
}

export function messages(count: number): Message[] {
  return Array.from({ length: count }, (_, n) => message(n, (n % 8) + 1))
}
