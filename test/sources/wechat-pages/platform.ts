// A local server that acts as mp.weixin.qq.com and its picture hosts: names lead to it by the client's own resolver, so that addresses, hosts and
// redirects are the platform's. Every answer is status 200 unless told otherwise, as there.
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import type { SourceKit } from '../../../src/sources/source.ts'
import { noticePage } from '../../../examples/make-wechat-pages/page.ts'
import { onlineKit } from '../../kits/source-kit.ts'

export interface Platform {
  /** `http://mp.weixin.qq.com:port` */
  readonly mp: string
  readonly pictures: string
  /** By path with query: a page, or what answers itself. */
  readonly pages: Map<string, string | ((request: IncomingMessage, response: ServerResponse) => void)>
  readonly media: Map<string, Buffer>
  /** Every request: host, path, Referer and User-Agent. */
  readonly asked: {
    readonly host: string
    readonly path: string
    readonly referer: string | undefined
    readonly agent: string | undefined
  }[]
  /** Pages that are given before the captcha comes. */
  pagesUntilCaptcha: number
  readonly kit: (
    base: string,
    extra?: { readonly memory?: SourceKit['memory']; readonly hosts?: readonly string[] },
  ) => ReturnType<typeof onlineKit>
  readonly end: () => Promise<void>
}

const lookup: LookupFunction = (_name, options, done) =>
  options.all === true ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)

export async function platform(): Promise<Platform> {
  const server: Server = createServer((request, response) => answer(place, request, response))
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready)
  })
  const { port } = server.address() as AddressInfo
  const hosts = [`mp.weixin.qq.com:${port}`, `mmbiz.qpic.cn:${port}`]
  const place: Platform = {
    mp: `http://mp.weixin.qq.com:${port}`,
    pictures: `http://mmbiz.qpic.cn:${port}`,
    pages: new Map(),
    media: new Map(),
    asked: [],
    pagesUntilCaptcha: Number.POSITIVE_INFINITY,
    kit: (base, extra = {}) =>
      onlineKit(base, extra.hosts ?? hosts, {
        net: { lookup, allowPrivate: hosts },
        ...(extra.memory === undefined ? {} : { memory: extra.memory }),
      }),
    end: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
  return place
}

function answer(place: Platform, request: IncomingMessage, response: ServerResponse): void {
  const { url: path = '', headers } = request
  const host = headers.host ?? ''
  place.asked.push({ host, path, referer: headers.referer, agent: headers['user-agent'] })
  if (!host.startsWith('mp.')) return media(place, path, response)
  response.setHeader('content-type', 'text/html; charset=UTF-8')
  if (path.startsWith('/mp/wappoc_appmsgcaptcha')) return void response.end(noticePage('shell'))
  if (place.pagesUntilCaptcha <= 0)
    return void response.writeHead(302, { location: `/mp/wappoc_appmsgcaptcha?poc_token=x&target_url=${encodeURIComponent(path)}` }).end()
  place.pagesUntilCaptcha -= 1
  const page = place.pages.get(path)
  if (typeof page === 'function') return page(request, response)
  response.end(page ?? noticePage('deleted'))
}

function media({ media: all }: Platform, path: string, response: ServerResponse): void {
  const bytes = all.get(path)
  if (bytes === undefined) response.writeHead(404).end()
  else response.setHeader('content-type', 'image/png').end(bytes)
}
