// What a hostile reader found in app-json: ids that look like other keys, and lists that an error ends in silence.
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Declared } from '../../../src/sources/app-json/declaration.ts'
import { appJson } from '../../../src/sources/app-json/index.ts'
import { addressBook, keyOf } from '../../../src/sources/app-json/keys.ts'
import { appJsonOptions } from '../../../src/sources/app-json/options.ts'
import { readItem } from '../../../src/sources/app-json/read-item.ts'
import { discoverAll, onlineKit } from '../../kits/source-kit.ts'

const DECLARED: Declared = { id: 'id', within: 'w', title: 't', url: 'u' }

function key(item: object): string {
  const raw = JSON.stringify(item)
  const reading = readItem(raw, DECLARED)
  return reading === null ? '' : keyOf(reading, raw)
}

describe('keys', () => {
  it.each([
    [
      { id: 'b/c', w: 'a' },
      { id: 'c', w: 'a/b' },
    ],
    [{ id: 'a/b' }, { id: 'b', w: 'a' }],
    [{ id: 'a%2Fb' }, { id: 'a/b' }],
    [
      { id: 'url:x.example', t: '甲' },
      { u: 'https://x.example', t: '乙' },
    ],
  ])('of two posts never meet: %j %j', (a, b) => {
    expect(key(a)).not.toBe(key(b))
  })
  it('give back the id they were made of', () => {
    const book = addressBook({ ...DECLARED, addresses: ['https://x.example/{{id}}'] })
    for (const id of ['12', 'a/b', 'url:x', '100%']) {
      const [address] = book.addressesOf(key({ id }))
      expect(address).toBe(`https://x.example/${encodeURIComponent(id)}`)
      expect(book.keysOf(address ?? '')).toEqual([key({ id })])
    }
  })
})

async function leftOf(answers: readonly unknown[], more: object = {}): Promise<readonly string[]> {
  const server = createServer((request, response) => {
    const n = Number(new URL(request.url ?? '/', 'http://x').searchParams.get('page'))
    response.end(JSON.stringify(answers[n - 1] ?? { data: { list: [] } }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const kit = onlineKit('/', [host])
  onTestFinished(async () => {
    await kit.close()
    server.closeAllConnections()
    server.close()
  })
  const declare = { list: 'data.list', id: 'id', title: 't', paging: { by: 'page' }, ...more }
  const source = await appJson.open(appJsonOptions.parse({ url: `http://${host}/l?page={{page}}`, declare }), kit)
  await discoverAll(source)
  return source.leftovers().map(({ why }) => why)
}

describe('a list of an API', () => {
  it('that an answer without the declared list ends is told; an empty list is its end', async () => {
    const first = { data: { list: [{ id: 1, t: '一' }] } }
    expect(await leftOf([first])).toEqual([])
    expect(await leftOf([first, { code: 500, message: 'busy' }])).toEqual([expect.stringContaining('an error, perhaps')])
    expect(
      await leftOf([first, { code: 0, data: null }], { success: { path: 'code', in: [0] } }).catch((error: { code: string }) => error.code),
    ).toBe('net-status')
  })
  it('without any item at all is told', async () => {
    expect(await leftOf([{ data: { rows: [{ id: 1 }] } }])).toEqual([expect.stringContaining('without an item')])
  })
})
