// A word list that changes after the run: every draft is looked at again, what is new is shown and recorded, and nothing on the site moves.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { ROOT } from '../kits/command-line.ts'
import { onBothBackends, type Place } from '../kits/guiji.ts'
import { expectAuditWhole, expectNothingTwice } from '../kits/proof.ts'

const LIST = `terms: ours
about: 本单位词表
list:
  - { wrong: 家庭医生, right: 家庭医生(团队), level: hold }
  - { wrong: 健康提醒, right: 健康提示, level: info }
`

onBothBackends((backend) => {
  describe('a word list that changes', () => {
    let place: Place
    afterEach(() => place.end())

    it('is applied to the whole ledger, shows what is new, and is recorded by name', async () => {
      place = await backend.open()
      await place.json(['run', place.job])
      expect(await place.json(['inspect', place.job, '--by', '方敏'])).toMatchObject({ changed: 0, new: [] })

      mkdirSync(join(place.folder, 'inspect'))
      writeFileSync(join(place.folder, 'inspect/ours.yaml'), LIST)
      const mapping = readFileSync(join(ROOT, 'mappings/demo.yaml'), 'utf8')
      writeFileSync(
        join(place.folder, 'mapping.yaml'),
        mapping.replace(/^inspect:.*$/m, `inspect: [${ROOT}/mappings/inspect/state-organs.yaml, inspect/ours.yaml]`),
      )
      writeFileSync(place.job, readFileSync(place.job, 'utf8').replace(/^mapping: .*$/m, 'mapping: mapping.yaml'))
      const site = await place.rows('select item, url, payload_digest from publication order by item')
      // found to hold: not in order until somebody has looked
      const seen = await place.json(['inspect', place.job, '--by', '方敏'], 4)
      const news = seen['new'] as readonly { item: string; findings: readonly { code: string; level: string; about: string }[] }[]
      expect(news.length).toBeGreaterThan(1)
      expect(seen).toMatchObject({ sentBack: 0, changed: news.length })
      expect(new Set(news.flatMap(({ findings }) => findings.map(({ code }) => code)))).toEqual(new Set(['wrong-term']))
      expect(await place.rows('select item, url, payload_digest from publication order by item')).toEqual(site)

      const events = await place.rows("select actor, facts from audit_event where kind = 'item.inspected'")
      expect(events).toHaveLength(news.length)
      const [described] = await place.rows('select digest from job')
      for (const { actor, facts } of events)
        expect({ actor, ...(facts as object) }).toMatchObject({ actor: '方敏', described: described?.['digest'], found: ['wrong-term'] })
      expect(await place.json(['inspect', place.job])).toMatchObject({ changed: 0, new: [] })
      await expectNothingTwice(place)
      await expectAuditWhole(place)
    })
  })
})
