// What a failure may never say: secrets and what a log-in gave, whatever the CMS repeats and wherever its addresses lead. And what the look at
// files and drafts makes of awkward answers.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../src/domain/failures.ts'
import type { Stray, Target } from '../../../src/targets/target.ts'
import { article, digestOf, kitFor, PIXEL } from '../../kits/target-kit.ts'
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

const preset = (auth: string, more = ''): string => `preset: own
title: 自建系统
needs: { secrets: { key: 密钥 ¦ key } }
auth: ${auth}
page: '{{site}}/{{id}}.html'
dates: { pattern: 'YYYY-MM-DD HH:mm:ss', zone: Asia/Shanghai }
stage: [{ method: POST, path: '/make/{{token.session?}}', body: { kind: json, value: { title: '{{title}}' } }, answer: { id: id } }]
update: [{ method: PUT, path: '/entries/{{id}}' }]
read: [{ method: GET, path: '/entries/{{id}}' }]
strays: { steps: [{ method: GET, path: '/drafts/{{page}}' }], list: all }
entry: { key: key, title: title, html: html, made: made }
message: [message]
${more}`

async function opened(
  text: string,
  handler: (asked: Asked, url: string) => Answer,
  job: (url: string) => Readonly<Record<string, unknown>> = () => ({}),
): Promise<{ cms: CmsServer; target: Target }> {
  writeFileSync(join(folder, 'own.yaml'), text)
  const cms = await openCmsServer(handler)
  const columns = { notice: '1', work: '2', science: '3' }
  const options = { preset: './own.yaml', url: cms.url, secrets: { key: { env: 'KEY' } }, columns, ...job(cms.url) }
  const fake = { ...cms, public: () => [], drafts: () => 0, edit: () => {}, options, secrets: { KEY: 'the-key-of-all' } }
  const target = await openTarget(fake, kitFor(folder))
  closing.push(
    async () => await target.close(),
    async () => await cms.close(),
  )
  return { cms, target }
}

/** Nobody logs in. */
const OPEN = preset('{ kind: none }').replace(/needs.*\n/, '')
const NO_SECRETS = () => ({ secrets: {} })
const plain = article({ media: [], html: '<p>字</p>' })
const stage = async (target: Target): Promise<Failure> => {
  const found: unknown = await target.stage(plain, 'k', { remoteId: null, media: new Map() }).catch((error: unknown) => error)
  return found instanceof Failure ? found : expect.fail(`no failure, but ${String(found)}`)
}

const SESSION = 'SESS/0123456789abcdef+'
const TOKENS = `{ kind: tokens, login: [{ method: POST, path: /login, answer: { keep: { session: session } } }], headers: { x-session: '{{token.session}}' } }`
const COOKIE = '{ kind: cookie, login: [{ method: POST, path: /login, answer: { body: any } }] }'
const login: Answer = { headers: { 'set-cookie': `JSESSIONID=${SESSION}; Path=/` }, body: { session: SESSION } }

describe('the words of a failure', () => {
  it.each([
    ['tokens of a log-in', TOKENS],
    ['cookies', COOKIE],
    ['a secret of the job', "{ kind: header, headers: { x-key: '{{secret.key}}' } }"],
    ['the password that a header is made of', "{ kind: basic, user: guiji, password: '{{secret.key}}' }"],
    [
      'a signature',
      "{ kind: signature, algorithm: hmac-sha256, secret: '{{secret.key}}', sign: '{{path}}', headers: { x-sign: '{{signature}}' } }",
    ],
  ])('never have %s in them, whatever the CMS repeats', async (_, auth) => {
    const { cms, target } = await opened(preset(auth), ({ path, headers }) => {
      if (path === '/login') return login
      const sent = [headers['x-session'], headers['cookie'], headers['x-key'], headers['authorization'], headers['x-sign']].filter(Boolean)
      return { status: 400, body: { message: `bad request: ${sent.map((one) => one?.replace(/^\w+[ =]/, '')).join(' ')}` } }
    })
    const found = await stage(target)
    expect(found.code).toBe('target-refused')
    expect(found.message).not.toMatch(/SESS|0123456789abcdef|the-key-of-all|bad request/)
    expect(cms.asked.length).toBeGreaterThan(0)
  })

  it('have no token of a path in them, whether an answer came or not', async () => {
    let status = 400
    const { cms, target } = await opened(preset(TOKENS), ({ path }) => (path === '/login' ? login : { status, body: { message: 'no' } }))
    expect((await stage(target)).message).toMatch(/\/make\/….*no/)
    status = 502
    expect((await stage(target)).message).toMatch(/\/make\/…/)
    cms.awkward({ when: ({ path }) => path !== '/login', answer: 'cut' })
    expect((await stage(target)).message).not.toMatch(/SESS|0123456789abcdef/)
  })

  it.each(['/login;jsessionid=0123456789ABCDEF', '/a%3Bjsessionid=0123456789ABCDEF/login', ';jsessionid=0123456789ABCDEF?x=1'])(
    'say where a redirect leads, without the log-in in its address: %s',
    async (location) => {
      const { target } = await opened(OPEN, () => ({ status: 302, headers: { location } }), NO_SECRETS)
      const { message } = await stage(target)
      expect(message).toMatch(/→ http:\/\/127/)
      expect(message).not.toMatch(/jsessionid|0123456789ABCDEF/i)
    },
  )
})

describe('a file that is read back', () => {
  const digest = digestOf(PIXEL)
  const reading = async (file: () => Answer) => {
    const { target } = await opened(
      OPEN,
      ({ path }, url) => (path.startsWith('/files/') ? file() : { body: { title: '题', html: `<img src="${url}/files/${digest}.png">` } }),
      NO_SECRETS,
    )
    return async () => await target.read({ remoteId: '7', url: 'x', digest: '' })
  }

  it.each([429, 500, 503])('is asked for again, and not called wrong, while the site answers %s', async (status) => {
    let times = 0
    const read = await reading(() => ((times += 1) === 1 ? { status, headers: { 'retry-after': '3' } } : { body: PIXEL }))
    await expect(read()).rejects.toMatchObject({ code: 'target-unreachable', retryAfterMs: 3000 })
    expect((await read()).media.map((one) => one.ok)).toEqual([true])
  })

  it('is wrong for good when it is not there or has other bytes', async () => {
    expect((await (await reading(() => ({ status: 404 })))()).media.map((one) => one.why)).toEqual(['status 404'])
    expect((await (await reading(() => ({ body: Buffer.from('x') })))()).media.map((one) => one.why)).toEqual([
      'other bytes than published',
    ])
  })

  it('that a person has laid there is asked for again while the site has no time, and refused when it is another one', async () => {
    let answer: Answer = { status: 503 }
    const { target } = await opened(
      OPEN,
      () => answer,
      (url) => ({ secrets: {}, mediaBase: `${url}/files` }),
    )
    const asset = { digest, mediaType: 'image/png', name: '', alt: '' }
    await expect(target.upload(asset)).rejects.toMatchObject({ code: 'target-unreachable' })
    answer = { body: Buffer.alloc(20 * 1024 * 1024) }
    await expect(target.upload(asset)).rejects.toMatchObject({ code: 'target-refused' })
    answer = { body: PIXEL }
    expect((await target.upload(asset)).url).toContain(digest)
  })
})

describe('the time at which a draft was made', () => {
  it.each([
    ['2026-11-01 08:00:00', '2026-11-01T00:00:00Z'],
    ['2026-11-01T08:00:00', '2026-11-01T00:00:00Z'],
    ['2026-11-01T08:00:00.250', '2026-11-01T00:00:00Z'],
    ['2026-11-01T08:00:00Z', '2026-11-01T08:00:00Z'],
    ['2026-11-01T08:00:00+09:00', '2026-10-31T23:00:00Z'],
  ])('is in the zone of the CMS where it names none, whatever this machine has: %s', async (made, iso) => {
    const name = 'guiji-0123456789abcdef01234567'
    const { target } = await opened(
      OPEN,
      ({ path }) => ({ body: { all: path === '/drafts/1' ? [{ id: '7', key: name, made }] : [] } }),
      NO_SECRETS,
    )
    const found: Stray[] = []
    for await (const one of target.strays()) found.push(one)
    expect(found.map((one) => new Date(one.madeAt).toISOString().replace('.000', ''))).toEqual([iso])
  })
})
