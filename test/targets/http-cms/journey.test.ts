// The whole demo account into a CMS by a preset, with real processes: every post that shall be published stands there once, is verified,
// and a second run changes nothing. With answers lost on the way, too.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { openPlace, type Json, type Place } from '../../kits/guiji.ts'
import type { Asked, FakeCms } from './servers/cms-server.ts'
import { openDirectus } from './servers/directus.ts'
import { openStrapi } from './servers/strapi.ts'

const MAPPING = parse(readFileSync(join(import.meta.dirname, '../../../mappings/demo.yaml'), 'utf8')) as { columns: { id: string }[] }
const COLUMNS = Object.fromEntries(MAPPING.columns.map(({ id }, n) => [id, String(1000 + n)]))

const makes = ({ method, file, bytes }: Asked): boolean => method === 'POST' && file === null && bytes.length > 300

describe.each([
  ['directus', openDirectus],
  ['strapi', openStrapi],
] as const)('a whole account goes into %s', (_, openCms) => {
  let cms: FakeCms
  let place: Place
  let first: Json

  beforeAll(async () => {
    cms = await openCms()
    // the answers to some creations are lost, or broken, after they were carried out
    cms.awkward({ when: makes, after: true, times: 3, answer: 'cut' })
    cms.awkward({ when: makes, after: true, times: 2, answer: { status: 502, body: '<h1>Bad Gateway</h1>' } })
    cms.awkward({ when: ({ file }) => file !== null, after: true, answer: 'cut' })
    const secrets = { token: { env: 'GUIJI_SECRET_CMS' } }
    const target = JSON.stringify({ kind: 'http-cms', ...cms.options, columns: COLUMNS, secrets, settleSeconds: 1, requestSeconds: 3 })
    place = await openPlace({
      edit: (text) => text.replace(/^target:\n(?: .*\n)+/m, `target: ${target}\n`),
      settings: { GUIJI_SECRET_CMS: cms.secrets['TOKEN'] ?? '' },
    })
    first = await place.json(['run', place.job])
  })
  afterAll(async () => {
    await place.end()
    await cms.close()
  })

  it('is ready to run, as check says', async () => {
    const { checks } = await place.json(['check', place.job])
    expect((checks as { what: string; ok: boolean }[]).filter((one) => !one.ok)).toEqual([])
  })

  it('publishes and verifies every post, each once, whatever answers were lost', () => {
    const keys = cms.public().map((one) => one.key)
    expect(Number(first['verified'])).toBeGreaterThan(20)
    expect([keys.length, new Set(keys).size, cms.drafts()]).toEqual([first['verified'], first['verified'], 0])
  })

  it('sends nothing a second time', async () => {
    const before = cms.asked.length
    expect(await place.json(['run', place.job])).toMatchObject({ changed: 0, verified: first['verified'] })
    expect(cms.asked.slice(before).filter((one) => one.method !== 'GET')).toEqual([])
  })

  it('takes one back when a person says so, and the CMS shows it no more', async () => {
    const [row] = await place.rows('select item from publication where verified_at is not null order by item limit 1')
    const shown = cms.public().length
    const said = await place.run('withdraw', String(row?.['item']), '--reason', '涉及个人信息', '--by', '陈映')
    expect([said.code, cms.public().length]).toEqual([0, shown - 1])
  })
})
