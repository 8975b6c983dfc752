// How files of a site are looked at: their bytes pass by, a few at a time, and what is wrong with one file is told of that file alone.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSender } from '../../src/net/send.ts'
import { openFiles } from '../../src/targets/site-file.ts'

setFlagsFromString('--expose-gc')
/** What is held, rather than what waits to be thrown away, is looked at. */
const collect = runInNewContext('gc') as () => void

const PIECE = Buffer.alloc(64 * 1024, 7)
const PIECES = 384
const MEGABYTE = 1024 * 1024

let under = 0
let most = 0
const server = createServer((request, response): void => {
  const name = request.url ?? ''
  under += 1
  most = Math.max(most, under)
  response.on('close', () => (under -= 1))
  if (name === '/busy') response.writeHead(503, { 'retry-after': '5' }).end()
  else if (name === '/packed') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(PIECE))
  else if (name === '/small') response.writeHead(200, { 'content-type': 'image/png' }).end(PIECE)
  else if (name === '/broken') {
    response.writeHead(200, { 'content-length': '100' }).write('half')
    setTimeout(() => response.destroy(), 20)
  } else Readable.from(Array.from({ length: PIECES }, () => PIECE)).pipe(response.writeHead(200))
})
let url = ''
let sender: ReturnType<typeof openSender>
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  sender = openSender({ hosts: [new URL(url).host], perHost: 16 })
})
afterAll(async () => {
  await sender.close()
  server.closeAllConnections()
  server.close()
})

const LIMITS = { timeoutMs: 60_000, maxBytes: 100 * MEGABYTE }
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

describe('a look at files of a site', () => {
  it('keeps none of their bytes, and never asks for more than a few at once', async () => {
    const look = openFiles(sender.send, LIMITS)
    await look(`${url}/small`)
    collect()
    const before = process.memoryUsage().arrayBuffers
    let peak = 0
    let going = true
    const watch = (async () => {
      while (going) {
        collect()
        peak = Math.max(peak, process.memoryUsage().arrayBuffers - before)
        await sleep(10)
      }
    })()
    most = 0
    const found = await Promise.all(Array.from({ length: 8 }, async (_, n) => await look(`${url}/${n}`)))
    going = false
    await watch
    const whole = createHash('sha256')
    for (let n = 0; n < PIECES; n += 1) whole.update(PIECE)
    expect(found).toEqual(found.map(() => ({ status: 200, type: '', bytes: PIECES * PIECE.length, digest: whole.copy().digest('hex') })))
    expect(most).toBeLessThanOrEqual(4)
    // one alone has 24 MB, four have 96; the server of this test holds some of it, too
    expect(peak / MEGABYTE).toBeLessThan(48)
  })

  it('reads what the site packs all the same', async () => {
    expect(await openFiles(sender.send, LIMITS)(`${url}/packed`)).toMatchObject({ digest: sha(PIECE), bytes: PIECE.length })
  })

  it('tells of one that is too large, and asks again for what did not come', async () => {
    const look = openFiles(sender.send, { ...LIMITS, maxBytes: MEGABYTE })
    expect(await look(`${url}/large`)).toBe('larger than 1048576 bytes')
    await expect(look(`${url}/busy`)).rejects.toMatchObject({ code: 'target-unreachable', retryAfterMs: 5000 })
    await expect(look(`${url}/broken`)).rejects.toMatchObject({ code: 'target-unreachable' })
  })
})
