// Awkward answers that any CMS can give, against every preset: what is told apart, that nothing is doubled, and that nothing is believed
// which was not said.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { differences } from '../../../src/domain/compare.ts'
import { Failure } from '../../../src/domain/failures.ts'
import type { Target, Uploaded } from '../../../src/targets/target.ts'
import { article, digestOf, kitFor, PIXEL, uploadAll } from '../../kits/target-kit.ts'
import { openTarget } from './ledger-stand-in.ts'
import { CMSS } from './servers/all.ts'
import type { Answer, Asked, FakeCms } from './servers/cms-server.ts'

/** The request that makes an entry: the only ones that carry a whole text and no file. */
const makes = ({ method, file, bytes, path }: Asked): boolean =>
  method === 'POST' && file === null && bytes.length > 800 && !path.includes('upload')

const HTML: Answer = { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>系统维护</title>' }

describe.each(Object.entries(CMSS))('http-cms %s', (name, openCms) => {
  let cms: FakeCms
  let target: Target
  let media: ReadonlyMap<string, Uploaded>
  beforeEach(async () => {
    cms = await openCms()
    target = await openTarget(cms, kitFor('/nowhere'))
    media = await uploadAll(target, article())
  })
  afterEach(async () => {
    await target.close()
    await cms.close()
  })

  /** The first request that makes something, as the protocol sends it. */
  const make = async (): Promise<unknown> => {
    const place = { remoteId: null, media }
    return target.can.uniqueEnforced ? await target.put(article(), 'k', place) : await target.stage(article(), 'k', place)
  }
  const failureOf = async (work: () => Promise<unknown>): Promise<Failure> => {
    const found: unknown = await work().then(
      () => null,
      (error: unknown) => error,
    )
    if (!(found instanceof Failure)) throw new Error(`${name}: no failure, but ${String(found)}`)
    return found
  }
  /** What the protocol does after an unknown outcome, once the settle time is over. */
  const goOn = async (): Promise<void> => {
    const found = target.can.uniqueEnforced ? null : await target.find('k')
    const remoteId = found?.remoteId ?? (target.can.uniqueEnforced ? null : await target.stage(article(), 'k', { remoteId: null, media }))
    await target.put(article(), 'k', { remoteId, media })
  }

  it.each([
    ['a page instead of data', HTML],
    ['data that breaks off', 'cut'],
    ['an empty answer', { status: 200, body: '' }],
    ['success without anything in it', { status: 200, body: {} }],
    ['an error of the server', { status: 502, body: '<h1>Bad Gateway</h1>' }],
    ['a redirect to a page of log-in', { status: 302, headers: { location: '/login' }, body: '' }],
  ] as const)('knows nothing after %s, and still ends with one public entry', async (_, answer) => {
    cms.awkward({ when: makes, after: true, answer })
    expect((await failureOf(make)).code).toBe('target-unknown-outcome')
    if (!target.can.uniqueEnforced && !target.can.lookup) return expect(cms.public()).toEqual([])
    await goOn()
    expect(cms.public().map((one) => one.title)).toEqual([article().title])
    expect(cms.drafts()).toBe(0)
  })

  it('waits as long as it is told when the CMS is busy, and nothing is made', async () => {
    cms.awkward({ when: makes, answer: { status: 429, headers: { 'retry-after': '7' }, body: { error: { status: 429 } } } })
    expect(await failureOf(make)).toMatchObject({ code: 'target-busy', retryAfterMs: 7000 })
    expect([cms.public().length, cms.drafts()]).toEqual([0, 0])
  })

  it('takes a firewall page for a refusal of this one article', async () => {
    cms.awkward({ when: makes, answer: { ...HTML, status: 403 } })
    expect((await failureOf(make)).code).toBe('target-refused')
  })

  it('takes a page that says "not found" for no word about an entry', async ({ skip }) => {
    if (name === 'trs-hycloud') skip('its answers are public pages')
    const put = await whole()
    cms.awkward({ when: () => true, times: 3, answer: { ...HTML, status: 404 } })
    expect((await failureOf(() => target.read(put))).code).toBe('target-unreachable')
    if (target.can.lookup) expect((await failureOf(() => target.find('k'))).code).toBe('target-unreachable')
    cms.awkward({ when: makes, answer: { ...HTML, status: 404 } })
    expect((await failureOf(make)).code).toBe('target-unreachable')
  })

  it('asks again, and denies nothing, when the look at an entry fails', async () => {
    const put = await whole()
    for (const answer of [HTML, { status: 503, body: '' }] as const) {
      // a CMS that is read by its public page shows another page then, which differs in everything
      if (name === 'trs-hycloud' && answer === HTML) continue
      cms.awkward({ when: () => true, answer })
      expect((await failureOf(() => target.read(put))).code).toBe('target-unreachable')
    }
  })

  const whole = async () => {
    const remoteId = target.can.uniqueEnforced ? null : await target.stage(article(), 'k', { remoteId: null, media })
    return await target.put(article(), 'k', { remoteId, media })
  }

  it('shows an article to nobody before it is put', async ({ skip }) => {
    if (target.can.uniqueEnforced) skip('made public at once, since it cannot be doubled')
    await target.stage(article(), 'k', { remoteId: null, media })
    expect([cms.public().length, cms.drafts()]).toEqual([0, 1])
  })

  it("shows an editor's change when it is read back", async () => {
    const put = await whole()
    cms.edit(article().title, '编辑改过的标题')
    expect(differences(article(), await target.read(put)).map((one) => one.field)).toEqual(['title'])
  })

  it('sends dates so that they come back the same, in winter of another century too', async () => {
    const old = article({ publishedAt: '1998-01-31T23:30:00+08:00' })
    const remoteId = target.can.uniqueEnforced ? null : await target.stage(old, 'old', { remoteId: null, media })
    expect(differences(old, await target.read(await target.put(old, 'old', { remoteId, media })))).toEqual([])
  })

  it('carries text that would break templates, forms and JSON, as it is', async () => {
    const hard = article({
      title: '“引号" \\ \' {{title}} & = + % <b> 第#1号',
      html: `<p>{{secret.token}} {{html}} &amp;lt; "双" '单' \\n a=1&amp;b=2 100% ＋\u00a0\u2028 😀 </p>`,
      media: [],
      summary: null,
      author: null,
    })
    const remoteId = target.can.uniqueEnforced ? null : await target.stage(hard, 'hard', { remoteId: null, media })
    expect(differences(hard, await target.read(await target.put(hard, 'hard', { remoteId, media })))).toEqual([])
  })

  it('carries a link to a file inside the text, and reads it back as that file', async () => {
    const linked = article({ html: `<p>见<a href="asset:${digestOf(PIXEL)}">附图</a></p>`, media: article().media })
    const remoteId = target.can.uniqueEnforced ? null : await target.stage(linked, 'linked', { remoteId: null, media })
    const back = await target.read(await target.put(linked, 'linked', { remoteId, media }))
    expect(differences(linked, back)).toEqual([])
    expect(back.media.map((one) => one.ok)).toEqual([true, true])
  })

  it('refuses an article whose file is not there, before anything is sent', async () => {
    const before = cms.asked.length
    const place = { remoteId: null, media: new Map() }
    const found = await failureOf(() =>
      target.can.uniqueEnforced ? target.put(article(), 'k', place) : target.stage(article(), 'k', place),
    )
    expect([found.code, cms.asked.length]).toEqual(['target-refused', before])
  })

  it('says of each column whether the job and the site know it', async () => {
    const options = {
      columns: {
        notice: cms.options['columns'] === undefined ? '' : (Reflect.get(Object(cms.options['columns']), 'notice') as string),
        work: '987654',
      },
    }
    const half = await openTarget(cms, kitFor('/nowhere'), options)
    const wrong = (await half.check()).filter((one) => !one.ok)
    expect(wrong.some((one) => one.what === 'columns' && one.detail.includes('target.columns.science'))).toBe(true)
    if (name !== 'trs-hycloud') expect(wrong.some((one) => one.what === 'columns' && one.detail.includes('987654'))).toBe(true)
    await half.close()
  })

  it('says that the log-in is wrong in its own sentence, and shows no secret', async ({ skip }) => {
    if (name === 'trs-hycloud') skip('the gateway knows no log-in, it trusts addresses')
    const secrets = Object.fromEntries(Object.keys(cms.secrets).map((one) => [one, name === 'ghost' ? 'aa:bb' : 'wrong-secret']))
    const stranger = await openTarget({ ...cms, secrets }, kitFor('/nowhere'))
    const wrong = (await stranger.check()).filter((one) => !one.ok)
    expect(wrong.map((one) => one.what)).toEqual(['login'])
    expect(wrong[0]?.detail).toMatch(/登录被拒绝: .* ¦ .*the log-in is denied: /)
    expect(wrong[0]?.detail).not.toContain('wrong-secret')
    expect(
      (
        await failureOf(() =>
          stranger.find('k').then(() => stranger.upload({ digest: digestOf(PIXEL), mediaType: 'image/png', name: '', alt: '' })),
        )
      ).code,
    ).toBe('target-denied')
    await stranger.close()
  })
})
