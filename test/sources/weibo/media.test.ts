// Pictures and films that are asked from the platform: a real server tells what it was asked.
import { createServer } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hasExpired, weiboMedia } from '../../../src/sources/weibo/media.ts'
import { onlineKit } from '../../kits/source-kit.ts'

/** Every name is this machine. */
const here: LookupFunction = (_, options, done) =>
  options.all === true ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)

describe('a picture that only the platform has', () => {
  const asked: (string | undefined)[] = []
  const server = createServer((request, response) => {
    asked.push(request.headers.referer)
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end('picture')
  })
  let host = ''
  let kit: ReturnType<typeof onlineKit>
  beforeEach(async () => {
    await new Promise<void>((done) => void server.listen(0, '127.0.0.1', () => done()))
    const { port } = server.address() as AddressInfo
    host = `wx1.sinaimg.cn:${port}`
    kit = onlineKit('/', [host], { net: { allowPrivate: [host, `127.0.0.1:${port}`], lookup: here } })
    asked.length = 0
  })
  afterEach(async () => {
    await kit.close()
    await new Promise<void>((done) => void server.close(() => done()))
  })
  const need = (url: string) => ({ kind: 'image' as const, name: url, also: [], url })

  it('is asked for with the platform as referer', async () => {
    const had = await weiboMedia(kit)(need(`http://${host}/large/x.jpg`))
    expect(had.bytes === null ? had.missing : Buffer.from(had.bytes).toString()).toBe('picture')
    expect(asked).toEqual([expect.stringMatching(/^https:\/\/weibo\.com\/$/)])
  })
  it('is not asked for by an address that has run out', async () => {
    expect(await weiboMedia(kit)(need(`http://${host}/x.mov?Expires=1623930706&ssig=a`))).toEqual({ bytes: null, missing: 'media-remote' })
    expect(asked).toEqual([])
  })
  it('runs out at the second that its address names', () => {
    expect(hasExpired('https://x.sinaimg.cn/a.mov?Expires=1623930706', 1_623_930_707)).toBe(true)
    expect(hasExpired('https://x.sinaimg.cn/a.mov?Expires=1623930706', 1_623_930_705)).toBe(false)
    expect(hasExpired('https://x.sinaimg.cn/a.jpg', 9e9)).toBe(false)
    expect(hasExpired('weibo-video:1034:1', 9e9)).toBe(false)
  })
})
