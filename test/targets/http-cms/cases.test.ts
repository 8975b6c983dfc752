// What is particular to one CMS: each case is a rule of that system, kept by its stand-in, and what becomes of it here.
import { afterEach, describe, expect, it } from 'vitest'
import { differences } from '../../../src/domain/compare.ts'
import type { Check } from '../../../src/domain/archive.ts'
import { entryName } from '../../../src/targets/entry-name.ts'
import type { Place, Stray, Target } from '../../../src/targets/target.ts'
import { article, digestOf, kitFor, PIXEL, uploadAll } from '../../kits/target-kit.ts'
import { openTarget } from './ledger-stand-in.ts'
import type { Answer, FakeCms } from './servers/cms-server.ts'
import { openDirectus } from './servers/directus.ts'
import { openDrupal } from './servers/drupal.ts'
import { openGhost } from './servers/ghost.ts'
import { openHalo } from './servers/halo.ts'
import { openPublicCms } from './servers/publiccms.ts'
import { openSscms } from './servers/sscms.ts'
import { openStrapi } from './servers/strapi.ts'
import { openTrs } from './servers/trs-hycloud.ts'
import { openUjcms } from './servers/ujcms.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function opened<Cms extends FakeCms>(openCms: () => Promise<Cms>, change: Readonly<Record<string, unknown>> = {}) {
  const cms = await openCms()
  const target = await openTarget(cms, kitFor('/nowhere'), change)
  closing.push(
    () => target.close(),
    () => cms.close(),
  )
  return { cms, target }
}

async function placeFor(target: Target, remoteId: string | null = null): Promise<Place> {
  return { remoteId, media: await uploadAll(target, article()) }
}

const failing = (checks: readonly Check[]): string[] => checks.filter((one) => !one.ok).map((one) => `${one.what}: ${one.detail}`)

async function straysOf(target: Target): Promise<Stray[]> {
  const found: Stray[] = []
  for await (const one of target.strays()) found.push(one)
  return found
}

describe('directus', () => {
  it('says before anything is sent that the user may not create articles', async () => {
    const { cms, target } = await opened(openDirectus)
    cms.access = 'none'
    expect(failing(await target.check())).toEqual([expect.stringMatching(/^rights: 该用户不能新建.* ¦ this user may not create/)])
    expect(cms.asked.every((one) => one.method === 'GET')).toBe(true)
  })
  it('takes the code of overload for "did nothing"', async () => {
    const { cms, target } = await opened(openDirectus)
    const place = await placeFor(target)
    const body = { errors: [{ message: 'busy', extensions: { code: 'UNDER_PRESSURE' } }] }
    cms.awkward({ when: (one) => one.path === '/items/articles', answer: { status: 503, headers: { 'retry-after': '3' }, body } })
    await expect(target.put(article(), 'k', place)).rejects.toMatchObject({ code: 'target-busy', retryAfterMs: 3000 })
  })
  it('does not take the entry of somebody else for ours when a filter is not understood', async () => {
    const { cms, target } = await opened(openDirectus)
    cms.awkward({
      when: (one) => one.path === '/items/articles',
      answer: { body: { data: [{ id: 'of-somebody-else', status: 'published' }] } },
    })
    expect(await target.find('k')).toBeNull()
  })
  it('finds files that vanished, and sites that show their start page for them', async () => {
    for (const [answer, why] of [
      [{ status: 404, body: '' }, 'status 404'],
      [{ status: 200, body: '<html>首页</html>' }, 'a page instead of the file'],
      [{ status: 200, body: Buffer.alloc(0) }, 'empty'],
    ] as const) {
      const { cms, target } = await opened(openDirectus)
      const put = await target.put(article(), 'k', await placeFor(target))
      cms.awkward({ when: (one) => one.path.startsWith('/assets/'), answer })
      const back = await target.read(put)
      expect(back.media.filter((one) => !one.ok).map((one) => one.why)).toEqual([why])
      expect(differences(article(), back).map((one) => one.field)).toContain('media')
    }
  })
  it('finds a date that the CMS changed without a word', async () => {
    const { cms, target } = await opened(openDirectus)
    const put = await target.put(article(), 'k', await placeFor(target))
    const sent = cms.asked.find((one) => one.method === 'POST' && one.path === '/items/articles')?.json
    const changed = { ...(sent as object), published_at: '2023-09-15T10:02:11.000Z' }
    cms.awkward({ when: (one) => one.path === '/items/articles', answer: { body: { data: [changed] } } })
    expect(differences(article(), await target.read(put)).map((one) => one.field)).toEqual(['date'])
  })
  it('makes and reads many in one request each, every one under its own name', async () => {
    const { cms, target } = await opened(openDirectus)
    const place = await placeFor(target)
    const all = Array.from({ length: 20 }, (_, n) => article({ title: `稿件 ${n}` }))
    const puts = await Promise.all(all.map(async (one, n) => await target.put(one, `k${n}`, place)))
    expect(new Set(puts.map((one) => one.url)).size).toBe(20)
    const posts = cms.asked.filter((one) => one.method === 'POST' && one.path === '/items/articles').length
    expect(posts).toBeLessThan(6)
    const before = cms.asked.length
    const backs = await Promise.all(puts.map(async (one) => await target.read(one)))
    expect(backs.flatMap((back, n) => differences(all[n] ?? article(), back))).toEqual([])
    expect(cms.asked.slice(before).filter((one) => one.path === '/items/articles').length).toBeLessThan(6)
  })
  it('keeps nobody back when one of many is refused, or stands already', async () => {
    const { cms, target } = await opened(openDirectus, { columns: { notice: 'c1', work: 'c2', science: 'nowhere' } })
    const place = await placeFor(target)
    await target.put(article(), 'k0', place)
    const column = { ...article().column, id: 'science' }
    const all = [article({ title: '更正' }), article({ column }), ...Array.from({ length: 6 }, () => article())]
    const puts = await Promise.allSettled(all.map(async (one, n) => await target.put(one, `k${n}`, place)))
    expect(puts.map((one) => one.status)).toEqual(['fulfilled', 'rejected', ...Array.from({ length: 6 }, () => 'fulfilled')])
    expect(puts[1]).toMatchObject({ reason: { code: 'target-refused' } })
    expect(cms.public()).toHaveLength(7)
  })
  it('knows nothing of any of many when the answer is lost, and doubles none', async () => {
    const { cms, target } = await opened(openDirectus)
    const place = await placeFor(target)
    cms.awkward({ when: (one) => Array.isArray(one.json), after: true, times: 2, answer: 'cut' })
    const keys = Array.from({ length: 8 }, (_, n) => `k${n}`)
    const once = async () => await Promise.allSettled(keys.map(async (key) => await target.put(article(), key, place)))
    for (const one of await once()) expect(one).toMatchObject({ reason: { code: 'target-unknown-outcome' } })
    for (const one of await once()) expect(one.status).toBe('fulfilled')
    expect(cms.public()).toHaveLength(8)
  })
  it('asks a person about an entry that somebody deleted, and lets the run go on', async () => {
    const { target } = await opened(openDirectus)
    await expect(target.put(article(), 'k', await placeFor(target, 'gone'))).rejects.toMatchObject({ code: 'target-attention' })
  })
  it('says where a wrong address leads to', async () => {
    const { cms, target } = await opened(openDirectus)
    cms.awkward({ when: () => true, answer: { status: 301, headers: { location: 'https://cms.example.gov.cn/users/me?x=1' } } })
    expect(failing(await target.check())).toEqual([expect.stringContaining('→ https://cms.example.gov.cn/users/me)')])
  })
  it('gives the words of a code, and never those that repeat what was sent', async () => {
    const { cms, target } = await opened(openDirectus)
    const place = await placeFor(target)
    const long = article({ title: 'x'.repeat(300) })
    await expect(target.put(long, 'k', place)).rejects.toMatchObject({ code: 'target-refused', message: expect.stringContaining('300') })
    expect(cms.asked.some((one) => one.path === '/items/articles')).toBe(false)
    const answer: Answer = { status: 400, body: { errors: [{ extensions: { code: `wrong: ${article().title}` } }] } }
    cms.awkward({ when: (one) => one.path === '/items/articles', answer })
    await expect(target.put(article(), 'k', place)).rejects.toMatchObject({ message: expect.not.stringContaining(article().title) })
  })
})

describe('drupal', () => {
  it('says that JSON:API is read-only, as it is after installing, without writing anything', async () => {
    const { cms, target } = await opened(openDrupal)
    cms.readOnly = true
    expect(failing(await target.check())).toEqual([expect.stringMatching(/^write: JSON:API 为只读.* ¦ JSON:API is read-only/)])
    expect(cms.public()).toEqual([])
  })
  it('reads what the text format leaves for readers, and tells what it took away', async () => {
    const { cms, target } = await opened(openDrupal)
    const put = await target.put(article(), 'k', await placeFor(target))
    cms.strips = ['img', 'a']
    expect(differences(article(), await target.read(put)).map((one) => one.field)).toEqual(['links', 'media'])
  })
  it('adopts its own entry when another worker was quicker, and makes no second one', async () => {
    const { cms, target } = await opened(openDrupal)
    const place = await placeFor(target)
    const [a, b] = await Promise.all([target.put(article(), 'k', place), target.put(article(), 'k', place)])
    expect([a.remoteId, a.url]).toEqual([b.remoteId, b.url])
    expect(cms.public()).toHaveLength(1)
  })
})

describe('ghost', () => {
  it('adopts the older entry when the slug comes back with a number, and leaves the twin to the sweeper', async () => {
    const { cms, target } = await opened(openGhost)
    const place = await placeFor(target)
    const first = await target.stage(article(), 'k', place)
    expect(await target.stage(article(), 'k', place)).toBe(first)
    await target.put(article(), 'k', { ...place, remoteId: first })
    expect([cms.public().length, cms.drafts()]).toEqual([1, 1])
    const [stray] = await straysOf(target)
    expect(stray?.name).toBe(entryName('k'))
    await target.discard(stray ?? { remoteId: '', name: '', madeAt: 0 })
    expect([cms.public().length, cms.drafts()]).toEqual([1, 0])
  })
  it('knows nothing when two are made at once, and finds the one afterwards', async () => {
    const { target } = await opened(openGhost)
    const place = await placeFor(target)
    const both = await Promise.allSettled([target.stage(article(), 'k', place), target.stage(article(), 'k', place)])
    const lost = both.find((one) => one.status === 'rejected')
    expect(lost?.reason).toMatchObject({ code: 'target-unknown-outcome' })
    expect((await target.find('k'))?.remoteId).toBe(both.find((one) => one.status === 'fulfilled')?.value)
  })
  it('gives way to an editor who saved in the same moment', async () => {
    const { cms, target } = await opened(openGhost)
    const place = await placeFor(target)
    const remoteId = await target.stage(article(), 'k', place)
    cms.awkward({ when: (one) => one.method === 'PUT', answer: { status: 409, body: { errors: [{ type: 'UpdateCollisionError' }] } } })
    await expect(target.put(article(), 'k', { ...place, remoteId })).rejects.toMatchObject({ code: 'target-attention' })
  })
  it('finds a file whose bytes are not those that were sent under its name', async () => {
    const { cms, target } = await opened(openGhost)
    const place = await placeFor(target)
    const put = await target.put(article(), 'k', { ...place, remoteId: await target.stage(article(), 'k', place) })
    cms.awkward({ when: (one) => one.path.startsWith('/content/'), answer: { body: Buffer.from('resized by a plug-in') } })
    const bad = (await target.read(put)).media.filter((one) => !one.ok)
    expect(bad.map((one) => one.why)).toEqual(['other bytes than published'])
  })
  it('is refused an OFD file for good', async () => {
    const { target } = await opened(openGhost)
    await expect(target.upload({ digest: digestOf(PIXEL), mediaType: 'application/ofd', name: '公文.ofd', alt: '' })).rejects.toMatchObject(
      { code: 'target-refused' },
    )
  })
  it('says that an entry an editor deleted is gone', async () => {
    const { target } = await opened(openGhost)
    await expect(target.put(article(), 'k', await placeFor(target, 'nowhere'))).rejects.toMatchObject({ code: 'target-attention' })
  })
})

describe('halo', () => {
  it('says that the token may write but not publish', async () => {
    const { cms, target } = await opened(openHalo)
    cms.permissions = ['uc:posts:manage']
    expect(failing(await target.check())).toEqual([expect.stringMatching(/^rights: 该用户不能发布文章/)])
  })
  it('takes a refusal after the post was made for unknown, and goes on with that post', async () => {
    const { cms, target } = await opened(openHalo)
    const place = await placeFor(target)
    cms.awkward({ when: (one) => one.path.endsWith('/publish'), answer: { status: 403, body: { type: 'forbidden' } } })
    await expect(target.put(article(), 'k', place)).rejects.toMatchObject({ code: 'target-unknown-outcome' })
    const put = await target.put(article(), 'k', place)
    expect(differences(article(), await target.read(put))).toEqual([])
    expect([cms.public().length, cms.drafts()]).toEqual([1, 0])
  })
})

describe('strapi', () => {
  it('does not publish a second draft of a key, and asks a person', async () => {
    const { cms, target } = await opened(openStrapi)
    const place = await placeFor(target)
    const [a, b] = await Promise.all([target.stage(article(), 'k', place), target.stage(article(), 'k', place)])
    expect(a).not.toBe(b)
    expect((await target.find('k'))?.remoteId).toBe(a)
    await target.put(article(), 'k', { ...place, remoteId: a })
    await expect(target.put(article(), 'k', { ...place, remoteId: b })).rejects.toMatchObject({ code: 'target-attention' })
    const strays = await straysOf(target)
    expect(strays.map((one) => one.remoteId)).toEqual([a, b])
    await expect(target.discard(strays[0] ?? { remoteId: '', name: '', madeAt: 0 })).rejects.toMatchObject({ code: 'target-attention' })
    await target.discard(strays[1] ?? { remoteId: '', name: '', madeAt: 0 })
    expect([cms.public().length, cms.drafts()]).toEqual([1, 0])
  })
})

describe('sscms', () => {
  it('keeps an entry below the checked level until it is put, and sweeps what nobody adopted', async () => {
    const { cms, target } = await opened(openSscms)
    const place = { remoteId: null, media: new Map() }
    const plain = article({ media: [], html: '<p>字</p>' })
    const [a] = [await target.stage(plain, 'k', place), await target.stage(plain, 'k', place)]
    await target.put(plain, 'k', { ...place, remoteId: a ?? '' })
    const strays = await straysOf(target)
    expect(strays).toHaveLength(1)
    for (const stray of strays) await target.discard(stray)
    expect([cms.public().length, cms.drafts()]).toEqual([1, 0])
  })
  it('refuses a file that nobody laid, and one that is not the right one', async () => {
    const { cms, target } = await opened(openSscms)
    const asset = { digest: digestOf(PIXEL), mediaType: 'image/png', name: '', alt: '' }
    await expect(target.upload(asset)).rejects.toMatchObject({ code: 'target-refused' })
    cms.files.put(`/upload/guiji/${asset.digest}.png`, { bytes: Buffer.from('other'), type: 'image/png' })
    await expect(target.upload(asset)).rejects.toMatchObject({ code: 'target-refused' })
  })
})

describe('publiccms', () => {
  it('logs in again once when the tokens are over, and sends the entry once', async () => {
    const { cms, target } = await opened(openPublicCms)
    const place = await placeFor(target)
    cms.expire()
    await target.stage(article(), 'k', place)
    expect(cms.drafts()).toBe(1)
    expect(cms.asked.filter((one) => one.path === '/api/appToken')).toHaveLength(2)
  })
  it('logs in again once when the tokens are over for many requests at once', async () => {
    const { cms, target } = await opened(openPublicCms)
    const place = await placeFor(target)
    cms.expire()
    await Promise.all(Array.from({ length: 6 }, async (_, n) => await target.stage(article(), `k${n}`, place)))
    expect(cms.drafts()).toBe(6)
    expect(cms.asked.filter((one) => one.path === '/api/login')).toHaveLength(2)
  })
  it('logs in once for many requests at once', async () => {
    const { cms, target } = await opened(openPublicCms)
    await Promise.all(Array.from({ length: 6 }, async () => await target.check()))
    expect(cms.asked.filter((one) => one.path === '/api/login')).toHaveLength(1)
  })
  it('waits when the account is locked for a while, and refuses a type for good', async () => {
    const { cms, target } = await opened(openPublicCms)
    const asset = { digest: digestOf(PIXEL), mediaType: 'image/png', name: '', alt: '' }
    cms.awkward({ when: (one) => one.path === '/api/upload', answer: { body: { result: false, error: 'locked.user' } } })
    await expect(target.upload(asset)).rejects.toMatchObject({ code: 'target-busy' })
    await expect(target.upload({ ...asset, mediaType: 'application/x-unknown' })).rejects.toMatchObject({ code: 'target-refused' })
  })
  it('says that the application lacks a call', async () => {
    const { cms, target } = await opened(openPublicCms)
    cms.awkward({ when: (one) => one.path === '/api/directive/cms/content', answer: { body: { error: 'unAuthorized' } } })
    expect(failing(await target.check())).toEqual([expect.stringMatching(/^rights: 该应用没有所需接口的授权/)])
  })
})

describe('ujcms', () => {
  it('finds the id that the answer does not give', async () => {
    const { target } = await opened(openUjcms)
    const place = await placeFor(target)
    expect([await target.stage(article(), 'a', place), await target.stage(article(), 'b', place)]).toEqual(['1', '2'])
  })
  it('is refused a sensitive word for good, and does not repeat the word', async () => {
    const { target } = await opened(openUjcms)
    const bad = article({ html: '<p>某敏感词</p>', media: [] })
    await expect(target.stage(bad, 'k', await placeFor(target))).rejects.toMatchObject({
      code: 'target-refused',
      message: expect.not.stringContaining('某敏感词'),
    })
  })
  it('says before anything is sent that a version cannot be searched by text', async () => {
    const { cms, target } = await opened(openUjcms)
    cms.awkward({ when: (one) => one.query.has('Q_Contains_@articleExt-text'), answer: { body: { content: [{ id: '9' }] } } })
    expect(failing(await target.check())).toEqual([expect.stringMatching(/^version: /)])
  })
})

describe('trs-hycloud', () => {
  it('takes isSuccess "false" with HTTP 200 for a refusal', async () => {
    const { cms, target } = await opened(openTrs, { values: { user: 'nobody' } })
    const plain = article({ media: [], html: '<p>字</p>' })
    await expect(target.stage(plain, 'k', { remoteId: null, media: new Map() })).rejects.toMatchObject({ code: 'target-refused' })
    expect(cms.drafts()).toBe(0)
  })
  it('says that files must be laid by hand when the job names no place for them', async () => {
    const { target } = await opened(openTrs, { mediaBase: undefined })
    await expect(target.upload({ digest: digestOf(PIXEL), mediaType: 'image/png', name: '', alt: '' })).rejects.toMatchObject({
      code: 'target-refused',
      message: expect.stringContaining('target.mediaBase'),
    })
  })
  it('knows a column by the name that public pages give it', async () => {
    const plain = article({ media: [], html: '<p>字</p>' })
    const read = async (change: object) => {
      const { target } = await opened(openTrs, { columns: { notice: '1000', work: '302', science: '303' }, ...change })
      const remoteId = await target.stage(plain, 'k', { remoteId: null, media: new Map() })
      return differences(plain, await target.read(await target.put(plain, 'k', { remoteId, media: new Map() }))).map((one) => one.field)
    }
    expect([await read({}), await read({ columnNames: { notice: '更多 0' } })]).toEqual([['column'], []])
  })
  it('says that it cannot withdraw, and leaves the entry', async () => {
    const { cms, target } = await opened(openTrs)
    const plain = article({ media: [], html: '<p>字</p>' })
    const remoteId = await target.stage(plain, 'k', { remoteId: null, media: new Map() })
    const put = await target.put(plain, 'k', { remoteId, media: new Map() })
    await expect(target.withdraw(put, 'x')).rejects.toMatchObject({ code: 'target-attention' })
    expect(cms.public()).toHaveLength(1)
  })
})
