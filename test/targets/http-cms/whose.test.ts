// Whose an entry is when the CMS does not say it (UJCMS): only a text with our own mark is ever taken for ours, and a CMS that does not ask
// by the mark is not believed.
import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { entryName } from '../../../src/targets/entry-name.ts'
import type { Target } from '../../../src/targets/target.ts'
import { article, kitFor } from '../../kits/target-kit.ts'
import { openTarget } from './ledger-stand-in.ts'
import type { Asked, FakeCms } from './servers/cms-server.ts'
import { openUjcms } from './servers/ujcms.ts'

let cms: FakeCms
let target: Target
beforeEach(async () => {
  cms = await openUjcms()
  target = await openTarget(cms, kitFor('/nowhere'))
})
afterEach(async () => {
  await target.close()
  await cms.close()
})

const plain = article({ media: [], html: '<p>字</p>' })
const NOWHERE = { remoteId: null, media: new Map() }
const looks = ({ method, query }: Asked): boolean => method === 'GET' && query.has('Q_Contains_@articleExt-text')

/** An article that somebody else wrote there. */
async function stranger(text: string): Promise<void> {
  await fetch(`${cms.url}/api/backend/article`, {
    method: 'POST',
    headers: { authorization: `Bearer ${cms.secrets['TOKEN'] ?? ''}`, 'content-type': 'application/json' },
    body: JSON.stringify({ channelId: '21', title: '他人的稿件', text, status: 0 }),
  })
}

/** What a CMS gives that does not know the filter. */
const all = (...ids: readonly string[]) => ({
  body: { content: ids.map((id) => ({ id, title: 'x', status: 0 })), totalElements: ids.length },
})

it('a stranger’s article is never taken for ours, though the CMS gives it as an answer', async () => {
  await stranger('<p>别处的文字</p><hr id="guiji-000000000000000000000000">')
  cms.awkward({ when: looks, times: 3, answer: all('1') })
  await expect(target.find('k')).rejects.toMatchObject({ code: 'target-attention' })
  await expect(target.stage(plain, 'k', NOWHERE)).rejects.toMatchObject({ code: 'target-attention' })
  expect(cms.public()).toEqual([{ key: '1', title: '他人的稿件' }])
})

it('words about our mark are no mark', async () => {
  const name = entryName('k')
  await stranger(`<p id="${name}">&lt;hr id="${name}"&gt; ${name}</p><!-- <hr id="${name}"> -->`)
  await expect(target.find('k')).rejects.toMatchObject({ code: 'target-attention' })
})

it('ours is found among strangers’, however an editor’s page writes the line', async () => {
  await stranger('<p>别处的文字</p>')
  await stranger(`<p>字</p><HR class='x' id='${entryName('k')}' />`)
  cms.awkward({ when: looks, answer: all('1', '2') })
  expect((await target.find('k'))?.remoteId).toBe('2')
})

it('nothing is found where the CMS gives nothing', async () => {
  await stranger('<p>别处的文字</p>')
  expect(await target.find('k')).toBeNull()
})

it('a preset that could not tell whose an entry is cannot be used', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'guiji-preset-'))
  const text = readFileSync(join(import.meta.dirname, '../../../mappings/targets/ujcms.yaml'), 'utf8')
  writeFileSync(join(folder, 'own.yaml'), text.replace('  html: text\n', ''))
  const found = openTarget({ ...cms, options: { ...cms.options, preset: './own.yaml' } }, kitFor(folder))
  await expect(found).rejects.toMatchObject({ code: 'job-invalid', message: expect.stringContaining('entry.key') })
  rmSync(folder, { recursive: true })
})
