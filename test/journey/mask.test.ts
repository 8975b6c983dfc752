// Personal data in a post, masked by a person's order: the site gets the mask, the original stays, and no later draft loses it.
import { afterEach, describe, expect, it } from 'vitest'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onBothBackends, type Place } from '../kits/guiji.ts'
import { expectAuditWhole, expectNothingTwice } from '../kits/proof.ts'

const REASON = ['--reason', '公示期已满', '--by', '方敏']

onBothBackends((backend) => {
  describe('a mask', () => {
    let place: Place
    afterEach(() => place.end())

    const codesOf = async (item: unknown): Promise<unknown[]> => {
      const rows = await place.rows(
        'select f.code from finding f join item i on i.id = f.item and i.revision = f.revision where i.id = $1',
        [item],
      )
      return rows.map(({ code }) => code)
    }

    it('covers what was found, goes to the site, and stays through everything that makes the draft again', async () => {
      place = await backend.open()
      await place.json(['run', place.job])
      const [found] = await place.rows(
        `select i.id, i.revision, i.draft_digest, i.capture from item i join finding f on f.item = i.id and f.revision = i.revision
         where i.state = 'normalized' and f.code = 'mobile-number' and f.place is null limit 1`,
      )
      const item = String(found?.['id'])
      expect(await place.json(['mask', item, ...REASON])).toMatchObject({ item, from: 'normalized', state: 'fetched', beyond: [] })
      await place.json(['run', place.job])
      expect(await codesOf(item)).not.toContain('mobile-number')
      const [now] = await place.rows('select state, revision, capture from item where id = $1', [item])
      // nothing is left that the job's policy wants a person for
      expect(now).toEqual({ state: 'verified', revision: Number(found?.['revision']) + 1, capture: found?.['capture'] })

      const [live] = await place.rows('select p.url from publication p where p.item = $1', [item])
      const page = pageOf(place, String(live?.['url']))
      expect(page).toContain('****')
      expect(page).not.toMatch(/(?<!\d)1[3-9]\d{9}(?!\d)/)

      expect(await place.json(['renormalize', place.job])).toMatchObject({ changed: 0 })
      const events = await place.rows("select actor, facts from audit_event where kind = 'item.masked'")
      expect(events).toEqual([{ actor: '方敏', facts: expect.objectContaining({ draft: found?.['draft_digest'], reason: '公示期已满' }) }])
      // there is nothing left to cover, and nothing that a mask does not know
      expect((await place.run('mask', item, ...REASON)).code).not.toBe(0)
      expect((await place.run('mask', item, '--what', 'secrecy-mark', ...REASON)).code).toBe(2)
      await expectNothingTwice(place)
      await expectAuditWhole(place)
    })
  })
})

function pageOf(place: Place, url: string): string {
  const files = readdirSync(place.site, { recursive: true, encoding: 'utf8' })
  const path = files.find((name) => name.endsWith('.html') && url.endsWith(name.replaceAll('\\', '/')))
  return readFileSync(join(place.site, path ?? expect.fail(`no page for ${url}`)), 'utf8')
}
