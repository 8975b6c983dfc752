// What leaves, and when, and what is known after a part of it was carried out: over presets of an operator, against a server that is slow or
// fails at one request.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'yaml'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../src/domain/failures.ts'
import { openSender } from '../../../src/net/send.ts'
import { openAsker, type Asker } from '../../../src/targets/http-cms/ask.ts'
import { presetSchema, type Preset } from '../../../src/targets/http-cms/preset.ts'
import { entryName } from '../../../src/targets/entry-name.ts'
import type { Place, Target } from '../../../src/targets/target.ts'
import { article, kitFor } from '../../kits/target-kit.ts'
import { openTarget } from './ledger-stand-in.ts'
import { openCmsServer, type Answer, type Asked, type CmsServer } from './servers/cms-server.ts'

let folder: string
const closing: (() => Promise<void>)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guiji-preset-'))
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  rmSync(folder, { recursive: true })
})

const PRESET = `preset: own
title: 自建系统
auth: { kind: none }
page: '{{site}}/{{id}}.html'
can: { lookup: true, settleSeconds: 7 }
find: { steps: [{ method: GET, path: /find, timeoutSeconds: 11 }], list: all }
create:
  - { method: POST, path: /make, body: &body { kind: json, value: { title: '{{title}}' } }, answer: { id: id }, timeoutSeconds: 13,
      errors: [{ status: [201], means: twin }, { status: [409], means: exists }] }
update:
  - { method: GET, path: '/entries/{{id}}', timeoutSeconds: 17 }
  - { method: PUT, path: '/entries/{{id}}', body: *body, timeoutSeconds: 19 }
  - { method: PUT, path: '/entries/{{id}}/publish', timeoutSeconds: 23 }
read: [{ method: GET, path: '/entries/{{id}}' }]
entry: { key: name, title: title, html: html }
`

const preset = (text = PRESET): Preset => presetSchema.parse(parse(text, { merge: true }))

async function serve(handler: (asked: Asked) => Answer | Promise<Answer>): Promise<CmsServer> {
  const server = await openCmsServer(handler)
  closing.push(async () => await server.close())
  return server
}

async function opened(
  handler: (asked: Asked) => Answer | Promise<Answer>,
  { text = PRESET, job = {} }: { text?: string; job?: Readonly<Record<string, unknown>> } = {},
): Promise<{ cms: CmsServer; target: Target }> {
  writeFileSync(join(folder, 'own.yaml'), text)
  const cms = await serve(handler)
  const options = { preset: './own.yaml', url: cms.url, columns: { notice: '1', work: '2', science: '3' }, ...job }
  const fake = { ...cms, public: () => [], drafts: () => 0, edit: () => {}, options, secrets: {} }
  const target = await openTarget(fake, kitFor(folder))
  closing.push(async () => await target.close())
  return { cms, target }
}

async function askerOf(cms: CmsServer): Promise<Asker> {
  const sender = openSender({ hosts: [new URL(cms.url).host], perHost: 4 })
  closing.push(async () => await sender.close())
  return openAsker({ preset: preset(), base: cms.url, send: sender.send, secrets: () => ({}), scope: {} })
}

async function failure(work: Promise<unknown>): Promise<Failure> {
  const found: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  )
  return found instanceof Failure ? found : expect.fail(`no failure, but ${String(found)}`)
}

const plain = article({ media: [], html: '<p>字</p>' })
const at = (remoteId: string | null): Place => ({ remoteId, media: new Map() })
const OK: Answer = { body: { id: '7' } }
const sentTo = (cms: CmsServer): string[] => cms.asked.map(({ method, path }) => `${method} ${path}`)

describe('a change of several requests', () => {
  it('sends nothing when the look before it took too long', async () => {
    const cms = await serve(async () => {
      await sleep(300)
      return OK
    })
    const asked = (await askerOf(cms)).run(preset().update, { id: '7', title: 'x' }, { leaveBy: performance.now() + 150 })
    expect((await failure(asked)).code).toBe('target-busy')
    expect(sentTo(cms)).toEqual(['GET /entries/7'])
  })

  it('does not go on when half of it took too long, and says that half of it may stand there', async () => {
    const cms = await serve(async ({ method }) => {
      if (method === 'PUT') await sleep(400)
      return OK
    })
    const asked = (await askerOf(cms)).run(preset().update, { id: '7', title: 'x' }, { leaveBy: performance.now() + 250 })
    expect((await failure(asked)).code).toBe('target-unknown-outcome')
    expect(sentTo(cms)).toEqual(['GET /entries/7', 'PUT /entries/7'])
  })

  it.each([
    [429, 'target-busy'],
    [400, 'target-refused'],
    [403, 'target-denied'],
  ] as const)('never calls itself nothing after its first part was carried out (%s)', async (status, before) => {
    const no: Answer = { status, body: { error: 'no' } }
    const first = await opened(({ path, method }) => (method === 'PUT' && path === '/entries/7' ? no : OK))
    expect((await failure(first.target.put(plain, 'k', at('7')))).code).toBe(before)
    const second = await opened(({ path }) => (path.endsWith('/publish') ? no : OK))
    expect((await failure(second.target.put(plain, 'k', at('7')))).code).toBe('target-unknown-outcome')
  })

  it('is not nothing either when a twin was made before it, and is when the key was only taken', async () => {
    const handler =
      (status: number) =>
      ({ path, method }: Asked): Answer => {
        if (path === '/make') return { status, body: { id: '9' } }
        if (path === '/find') return { body: { all: [{ id: '7', name: entryName('k') }] } }
        return method === 'PUT' ? { status: 400, body: { error: 'no' } } : OK
      }
    const twin = await opened(handler(201))
    expect((await failure(twin.target.put(plain, 'k', at(null)))).code).toBe('target-unknown-outcome')
    const taken = await opened(handler(409))
    expect((await failure(taken.target.put(plain, 'k', at(null)))).code).toBe('target-refused')
  })

  it('counts all its requests, and its longest one, into the time until a look-up can be believed', async () => {
    const { target } = await opened(() => OK)
    // create, find and update: each may be the last to leave, and take its whole time
    expect(target.can.settleMs).toBeGreaterThanOrEqual((13 + 11 + 17 + 19 + 23 + 7) * 1000)
    const hasty = await opened(() => OK, { job: { requestSeconds: 1, settleSeconds: 0 } })
    // its wait, five requests, the longest among them once more
    expect(hasty.target.can.settleMs).toBeLessThanOrEqual(7000)
    const log = 'auth: { kind: cookie, login: [{ method: POST, path: /login, timeoutSeconds: 29 }] }'
    const slow = await opened(() => OK, { text: PRESET.replace('auth: { kind: none }', log) })
    expect(slow.target.can.settleMs - target.can.settleMs).toBe(29_000)
  })
})
