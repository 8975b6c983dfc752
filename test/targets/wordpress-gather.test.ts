// How single requests to WordPress become batches: shared out, not too heavy, each with its own answer, and none sent too late.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../src/domain/failures.ts'
import { openSender } from '../../src/net/send.ts'
import { openApi } from '../../src/targets/wordpress/api.ts'
import { openBatch } from '../../src/targets/wordpress/batch.ts'
import { gather, type Gathering } from '../../src/targets/gather.ts'
import { wordpressOptions } from '../../src/targets/wordpress/options.ts'
import { kitFor } from '../kits/target-kit.ts'

const SHAPE: Gathering<number> = { most: 6, lanes: 2, waitMs: 5 }

describe('a gatherer', () => {
  const batchesOf = async (count: number, change: Partial<Gathering<number>>): Promise<number[][]> => {
    const batches: number[][] = []
    const ask = gather<number, number>(
      async (all) => {
        batches.push([...all])
        await sleep(10)
        return all.map((one) => one * 2)
      },
      { ...SHAPE, ...change },
    )
    const asked = Array.from({ length: count }, (_, n) => n)
    expect(await Promise.all(asked.map(ask))).toEqual(asked.map((n) => n * 2))
    return batches
  }

  it('answers each in its own right, in batches shared out over the lanes', async () => {
    expect((await batchesOf(10, {})).map((batch) => batch.length)).toEqual([5, 5])
    expect((await batchesOf(3, {})).map((batch) => batch.length)).toEqual([3])
    expect((await batchesOf(20, {})).every((batch) => batch.length <= 6)).toBe(true)
  })

  it('makes no batch heavier than it may be, and sends a heavier one alone', async () => {
    const batches = await batchesOf(8, { weight: (n) => (n === 3 ? 100 : 10), heaviest: 30 })
    expect(batches).toContainEqual([3])
    expect(batches.filter((batch) => !batch.includes(3)).every((batch) => batch.length <= 3)).toBe(true)
  })

  it('fails one alone where the answer says so, and all where there is none', async () => {
    const no = new Failure('target-refused', 'no')
    const ask = gather<number, number>(async (all) => {
      await sleep(1)
      if (all.includes(9)) throw new Error('broken')
      return all.map((one) => (one === 1 ? no : one))
    }, SHAPE)
    expect((await Promise.allSettled([0, 1, 2].map(ask))).map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect((await Promise.allSettled([8, 9].map(ask))).map((one) => one.status)).toEqual(['rejected', 'rejected'])
  })

  it('tries each of a broken batch alone where that is harmless', async () => {
    const sizes: number[] = []
    const work = async (all: readonly number[]): Promise<readonly number[]> => {
      await sleep(1)
      sizes.push(all.length)
      if (all.includes(1)) throw new Error('broken')
      return all
    }
    const ask = gather<number, number>(work, { ...SHAPE, alone: () => true })
    expect((await Promise.allSettled([0, 1, 2].map(ask))).map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(sizes).toEqual([3, 1, 1, 1])
  })
})

describe('a batch of creations', () => {
  it('never asks for one that waited too long, and says that it did not', async () => {
    const seen: string[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        seen.push(...(body.match(/name-\d+/g) ?? []))
        const responses = (body.match(/name-\d+/g) ?? []).map((name) => ({ status: 201, body: { name } }))
        setTimeout(() => response.writeHead(207, { 'content-type': 'application/json' }).end(JSON.stringify({ responses })), 300)
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const url = `http://127.0.0.1:${port}`
    const options = wordpressOptions.parse({ kind: 'wordpress', url, user: 'x', password: { env: 'GUIJI_SECRET_WORDPRESS' } })
    const sender = openSender({ hosts: [`127.0.0.1:${port}`], perHost: 4 })
    const write = openBatch(openApi(options, kitFor('.', { send: sender.send, secret: () => 'x' })))
    const leaveBy = performance.now() + 200
    const asked = Array.from({ length: 60 }, async (_, n) => await write({ path: '/wp/v2/posts', json: { slug: `name-${n}` }, leaveBy }))
    const told = await Promise.allSettled(asked)
    const late = told.filter((one) => one.status === 'rejected')
    expect(late.map((one) => (one.reason instanceof Failure ? one.reason.code : ''))).toEqual(late.map(() => 'target-busy'))
    expect([late.length, seen.length, new Set(seen).size]).toEqual([10, 50, 50])
    await sender.close()
    server.close()
  })
})
