// A preset that an operator writes: its mistakes are told all at once with their places, and every way to log in, to sign and to encode a
// body arrives at the server as it should.
import { createHmac, hash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../src/domain/failures.ts'
import { half } from '../../../src/domain/words.ts'
import { loadYaml } from '../../../src/job-file.ts'
import { presetSchema } from '../../../src/targets/http-cms/preset.ts'
import type { Target } from '../../../src/targets/target.ts'
import { article, digestOf, kitFor, PIXEL } from '../../kits/target-kit.ts'
import { openTarget } from './ledger-stand-in.ts'
import { openCmsServer, type Answer, type Asked, type FakeCms } from './servers/cms-server.ts'

let folder: string
const closing: (() => Promise<void>)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guiji-preset-'))
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  rmSync(folder, { recursive: true })
})

const MAKE = `  - method: POST
    path: /make
    body: { kind: form, fields: { title: '{{title}}', list: { $each: files, url: '{{item.url}}' }, none: '{{summary}}', flag: true } }
    answer: { id: id }`

const preset = (auth: string, more = ''): string => `preset: own
title: 自建系统
needs: { secrets: { key: 密钥 ¦ key } }
auth: ${auth}
page: '{{site}}/{{id}}.html'
create:
${MAKE}
update:
  - { method: PUT, path: '/entries/{{id}}', body: { kind: json, value: { title: '{{title}}' } } }
read:
  - { method: GET, path: '/entries/{{id}}' }
entry: { title: title, html: html }
${more}`

async function opened(text: string, handler: (asked: Asked) => Answer): Promise<{ cms: FakeCms; target: Target }> {
  writeFileSync(join(folder, 'own.yaml'), text)
  const server = await openCmsServer(handler)
  const options = {
    preset: './own.yaml',
    url: server.url,
    secrets: { key: { env: 'KEY' } },
    columns: { notice: '1', work: '2', science: '3' },
  }
  const cms: FakeCms = { ...server, public: () => [], drafts: () => 0, edit: () => {}, options, secrets: { KEY: 'the key' } }
  const target = await openTarget(cms, kitFor(folder))
  closing.push(
    () => target.close(),
    () => server.close(),
  )
  return { cms, target }
}

const plain = article({ media: [], html: '<p>字</p>' })
const put = async (target: Target) => await target.put(plain, 'k', { remoteId: null, media: new Map() })

describe('the mistakes of a preset', () => {
  it('are listed all at once, each with line and column, in both languages', () => {
    const path = join(folder, 'wrong.yaml')
    writeFileSync(
      path,
      preset('{ kind: beare, token: x }', 'can: { lookup: yes, backdat: true }\n')
        .replace("title: '{{title}}', list", "title: '{{titel}}', list")
        .replace('answer: { id: id }', "answer: { id: 'id name' }")
        .replace('method: PUT', 'method: PUSH'),
    )
    const found = failureOf(() => loadYaml(path, presetSchema))
    expect(found.code).toBe('mapping-invalid')
    const places = found.mistakes.map((one) => `${one.line ?? 0}:${one.column ?? 0} ${one.path}`)
    expect(places).toEqual([
      '4:15 auth.kind',
      '9:42 create[0].body.fields.title',
      '10:19 create[0].answer.id',
      '12:15 update[0].method',
      '16:16 can.lookup',
      '16:21 can.backdat',
    ])
    expect(half('zh', found.message)).toContain('没有“titel”这个值')
    expect(half('en', found.message)).toContain('there is no value "titel"')
  })

  it('may not speak of secrets outside the log-in', () => {
    const path = join(folder, 'leak.yaml')
    writeFileSync(path, preset('{ kind: none }').replace("title: '{{title}}' }", "title: '{{secret.key}}' }"))
    expect(failureOf(() => loadYaml(path, presetSchema)).message).toContain('secret.key')
  })

  it('are told when a list or a value does not exist, which would silently be empty', async () => {
    const path = join(folder, 'own.yaml')
    writeFileSync(path, preset('{ kind: none }').replace('$each: files', '$each: filez'))
    expect(failureOf(() => loadYaml(path, presetSchema)).message).toContain('没有这个列表')
    writeFileSync(path, preset("{ kind: bearer, token: '{{secret.kee}}' }").replace("title: '{{title}}' }", "title: '{{value.siteId}}' }"))
    const cms = { options: { preset: './own.yaml', url: 'https://x.example', secrets: { key: { env: 'KEY' } } }, secrets: {} }
    const found: unknown = await openTarget(cms as unknown as FakeCms, kitFor(folder)).catch((error: unknown) => error)
    expect(String(found)).toMatch(/value\.siteId[\s\S]*secret\.kee/)
  })

  it('of the job that uses it are listed too', async () => {
    writeFileSync(join(folder, 'own.yaml'), preset('{ kind: none }').replace("page: '{{site}}/{{id}}.html'\n", ''))
    const cms = { options: { preset: './own.yaml', url: 'https://x.example', values: { sitId: 1 }, columns: { nowhere: 1 } }, secrets: {} }
    const found: unknown = await openTarget(cms as unknown as FakeCms, kitFor(folder)).catch((error: unknown) => error)
    expect(found).toMatchObject({ code: 'job-invalid' })
    for (const words of ['target.secrets.key', 'target.values.sitId', 'target.columns.nowhere', 'target.page'])
      expect(String(found)).toContain(words)
  })
})

function failureOf(work: () => unknown): Failure {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('no failure')
}

describe('a body', () => {
  it('as form has JSON inside a field, encodes once, and leaves out what is not known', async () => {
    const { cms, target } = await opened(preset('{ kind: none }'), () => ({ body: { id: '7' } }))
    const hard = article({ media: [], html: '<p>字</p>', title: 'a=1&b=2 + 100% "引"', summary: null })
    expect(await target.put(hard, 'k', { remoteId: null, media: new Map() })).toMatchObject({ remoteId: '7', url: `${cms.url}/7.html` })
    const { form, headers } = cms.asked[0] ?? expect.fail()
    expect(Object.fromEntries(form)).toEqual({ title: hard.title, list: '[]', flag: 'true' })
    expect(headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/)
  })

  it('as multipart and as raw bytes carries the file as it is', async () => {
    const upload = `upload:
  - method: POST
    path: /file
    body: { kind: multipart, fields: { alt: '{{media.alt}}' }, file: upfile }
    answer: { id: id, url: url }
uploadOf:
  audio:
    - { method: PUT, path: '/raw/{{media.name}}', body: { kind: raw }, answer: { url: url } }
`
    const { cms, target } = await opened(preset('{ kind: none }', upload), () => ({ body: { id: 'f', url: '/files/a.png' } }))
    const asset = { digest: digestOf(PIXEL), mediaType: 'image/png', name: '图 "一".png', alt: '接种\r\n现场' }
    expect(await target.upload(asset)).toEqual({ id: 'f', url: `${cms.url}/files/a.png` })
    const [multi] = cms.asked
    expect(multi?.file).toEqual({ part: 'upfile', name: `${asset.digest}.png`, type: 'image/png', bytes: PIXEL })
    expect(multi?.form.get('alt')).toBe('接种\r\n现场')
    await target.upload({ ...asset, mediaType: 'audio/mpeg' })
    expect(cms.asked[1]).toMatchObject({ method: 'PUT', path: `/raw/${asset.digest}.mp3`, bytes: PIXEL })
  })

  it('never lets a value leave its place in the address', async () => {
    const { cms, target } = await opened(preset('{ kind: none }'), () => ({ body: { id: '../../admin?x=1#y' } }))
    await put(target)
    await target.put(plain, 'k', { remoteId: '../../admin?x=1#y', media: new Map() })
    expect(cms.asked[1]?.path).toBe('/entries/../../admin?x=1#y')
    expect(cms.asked[1]?.query.size).toBe(0)
  })
})

describe('a request', () => {
  it('that gets no answer in time is unknown when it makes something, and asked again when it only asks', async () => {
    const look = `find:
  steps: [{ method: POST, path: /look, asks: true, timeoutSeconds: 0.2 }]
  list: all
`
    const text = preset('{ kind: none }', look).replace('answer: { id: id }', 'answer: { id: id }\n    timeoutSeconds: 0.2')
    const { cms, target } = await opened(text, () => ({ body: { id: '7' } }))
    cms.awkward({ when: () => true, times: 2, answer: 'hang' })
    await expect(put(target)).rejects.toMatchObject({ code: 'target-unknown-outcome' })
    await expect(target.find('k')).rejects.toMatchObject({ code: 'target-unreachable' })
  })

  it('that cannot have left is no intent: nothing was made', async () => {
    const { cms, target } = await opened(preset('{ kind: none }'), () => ({ body: { id: '7' } }))
    await cms.close()
    await expect(put(target)).rejects.toMatchObject({ code: 'target-unreachable' })
  })

  it('for a file of a type the site does not take is never sent', async () => {
    const more = `fileTypes: [image/*]
upload: [{ method: POST, path: /file, body: { kind: multipart, file: f }, answer: { url: url } }]
`
    const { cms, target } = await opened(preset('{ kind: none }', more), () => ({ body: { url: '/f.png' } }))
    const asset = { digest: digestOf(PIXEL), mediaType: 'application/ofd', name: '公文.ofd', alt: '' }
    await expect(target.upload(asset)).rejects.toMatchObject({ code: 'target-refused' })
    expect(cms.asked).toEqual([])
    await target.upload({ ...asset, mediaType: 'image/png' })
    expect(cms.asked).toHaveLength(1)
  })

  it('takes no address of a file that lies on a stranger', async () => {
    const more = 'upload: [{ method: POST, path: /file, body: { kind: multipart, file: f }, answer: { url: url } }]\n'
    const { target } = await opened(preset('{ kind: none }', more), () => ({ body: { url: 'https://evil.example/f.png' } }))
    await expect(target.upload({ digest: digestOf(PIXEL), mediaType: 'image/png', name: '', alt: '' })).rejects.toMatchObject({
      code: 'target-unknown-outcome',
    })
  })
})

describe('a log-in', () => {
  it('by header, basic, bearer and query reaches every request', async () => {
    const ways = {
      "{ kind: header, headers: { X-Key: '{{secret.key}}' }, query: { k: '{{secret.key}}' } }": { 'x-key': 'the key' },
      "{ kind: basic, user: u, password: '{{secret.key}}' }": { authorization: `Basic ${Buffer.from('u:the key').toString('base64')}` },
      "{ kind: bearer, token: '{{secret.key}}' }": { authorization: 'Bearer the key' },
    }
    for (const [auth, headers] of Object.entries(ways)) {
      const { cms, target } = await opened(preset(auth), () => ({ body: { id: '7' } }))
      await put(target)
      expect(cms.asked[0]?.headers).toMatchObject(headers)
    }
  })

  it('is never shown to another host, even one that the job names', async () => {
    const other = await openCmsServer(() => ({ body: { id: '7' } }))
    closing.push(() => other.close())
    const make = `  - { method: POST, path: /first, answer: { keep: { link: next } } }
  - { method: POST, path: '{{got.link}}', answer: { id: id } }`
    writeFileSync(join(folder, 'own.yaml'), preset("{ kind: bearer, token: '{{secret.key}}' }").replace(MAKE, make))
    const server = await openCmsServer(() => ({ body: { next: `${other.url}/second` } }))
    const hosts = [new URL(other.url).host]
    const options = { preset: './own.yaml', url: server.url, hosts, secrets: { key: { env: 'KEY' } }, columns: { notice: '1' } }
    const target = await openTarget(
      { ...server, public: () => [], drafts: () => 0, edit: () => {}, options, secrets: { KEY: 'k' } },
      kitFor(folder),
    )
    closing.push(
      () => target.close(),
      () => server.close(),
    )
    await put(target)
    expect([server.asked[0]?.headers['authorization'], other.asked[0]?.headers['authorization']]).toEqual(['Bearer k', undefined])
  })

  it('by cookie keeps what the server sets, also between its own steps, and is renewed when a page of log-in comes', async () => {
    const auth = `
  kind: cookie
  login:
    - { method: GET, path: /login, answer: { body: any } }
    - { method: POST, path: /login, body: { kind: form, fields: { p: '{{secret.key}}' } }, answer: { status: [302], body: any } }`
    let [turn, over] = [0, false]
    const { cms, target } = await opened(preset(auth, 'errors: [{ status: [302], means: login }]\n'), ({ method, path, headers, form }) => {
      const cookie = headers['cookie'] ?? ''
      if (path === '/login' && method === 'GET') return { headers: { 'set-cookie': 'csrf=c; Path=/' }, body: '<form>' }
      if (path === '/login') {
        if (!cookie.includes('csrf=c') || form.get('p') !== 'the key') return { status: 403, body: {} }
        ;[turn, over] = [turn + 1, false]
        return { status: 302, headers: { location: '/', 'set-cookie': `session=s${turn}; HttpOnly` }, body: '' }
      }
      return cookie.includes(`session=s${turn}`) && !over
        ? { body: { id: '7' } }
        : { status: 302, headers: { location: '/login' }, body: '' }
    })
    expect(await put(target)).toMatchObject({ remoteId: '7' })
    over = true
    expect(await put(target)).toMatchObject({ remoteId: '7' })
    expect(cms.asked.filter((one) => one.path === '/make')).toHaveLength(3)
    expect(turn).toBe(2)
  })

  it('by tokens is renewed before they are over', async () => {
    const auth = `
  kind: tokens
  login: [{ method: POST, path: /token, answer: { keep: { t: access } } }]
  lastsAt: expires
  headers: { X-Token: '{{token.t}}' }`
    let given = 0
    const { cms, target } = await opened(preset(auth), ({ path }) => {
      if (path !== '/token') return { body: { id: '7' } }
      given += 1
      return { body: { access: `t${given}`, expires: given === 1 ? 0 : 3600 } }
    })
    await put(target)
    await put(target)
    await put(target)
    expect(cms.asked.filter((one) => one.path === '/make').map((one) => one.headers['x-token'])).toEqual(['t1', 't2', 't2'])
  })

  it.each(['sha256', 'sm3'] as const)('by HMAC-%s signs method, path, query, time, nonce and body', async (algorithm) => {
    const auth = `
  kind: signature
  algorithm: hmac-${algorithm}
  hash: ${algorithm}
  secret: '{{secret.key}}'
  sign: "{{method}}\\n{{path}}\\n{{query}}\\n{{timestamp}}\\n{{nonce}}\\n{{bodyHash}}"
  timestamp: seconds
  encoding: base64
  headers: { X-Time: '{{timestamp}}', X-Nonce: '{{nonce}}', X-Sign: '{{signature}}' }`
    const { cms, target } = await opened(preset(auth), ({ method, path, bytes, headers }) => {
      const [time, nonce] = [headers['x-time'] ?? '', headers['x-nonce'] ?? '']
      const words = [method, path, '', time, nonce, hash(algorithm, bytes, 'hex')].join('\n')
      const right = createHmac(algorithm, 'the key').update(words).digest('base64') === headers['x-sign']
      return right && /^\d{10}$/.test(time) && nonce.length === 32 ? { body: { id: '7' } } : { status: 401, body: {} }
    })
    expect(await put(target)).toMatchObject({ remoteId: '7' })
    await put(target)
    expect(new Set(cms.asked.map((one) => one.headers['x-nonce'])).size).toBe(2)
  })
})

describe('a public page', () => {
  it('may be asked for as well, and must show the title', async () => {
    writeFileSync(join(folder, 'own.yaml'), preset('{ kind: none }'))
    const entry = { title: plain.title, html: '<p>字</p>' }
    const page = { text: `<h1>${plain.title}</h1>`, status: 200 }
    const server = await openCmsServer(({ path }) => (path.endsWith('.html') ? { status: page.status, body: page.text } : { body: entry }))
    const options = { preset: './own.yaml', url: server.url, secrets: { key: { env: 'KEY' } }, columns: {}, checkPage: true }
    const cms: FakeCms = { ...server, public: () => [], drafts: () => 0, edit: () => {}, options, secrets: { KEY: 'k' } }
    const target = await openTarget(cms, kitFor(folder))
    closing.push(
      () => target.close(),
      () => server.close(),
    )
    const published = { remoteId: '7', url: `${server.url}/7.html`, digest: '' }
    expect((await target.read(published)).status).toBe(200)
    page.text = '<h1>别的文章</h1>'
    expect((await target.read(published)).status).toBe(404)
    Object.assign(page, { status: 403 })
    expect((await target.read(published)).status).toBe(403)
  })
})
