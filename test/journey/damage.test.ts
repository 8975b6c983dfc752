// The disk fails: a stored byte flips, a file is gone, no space is left. guiji says which, stops in order, and goes on when it is mended.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeArchive } from '../../bench/made-archive.ts'
import { openPlace, parsed, ROOT, type Place } from '../kits/guiji.ts'
import { expectAllCounted, expectAuditWhole, expectNothingTwice } from '../kits/proof.ts'

let place: Place
beforeEach(async () => {
  place = await openPlace({ source: 'archive', edit: (text) => text.replace('policy: findings', 'policy: none') })
  mkdirSync(join(place.folder, 'archive'))
  await makeArchive(join(place.folder, 'archive'), 10)
})
afterEach(() => place.end())

describe('when stored bytes are damaged', () => {
  const captured = async (): Promise<{ digest: string; file: string; item: string }> => {
    const [row] = await place.rows("select c.item, p->>'digest' as digest from capture c cross join jsonb_array_elements(c.parts) p where p->>'role' = 'page' order by c.item limit 1")
    const digest = String(row?.['digest'])
    return { digest, item: String(row?.['item']), file: join(place.data, 'vault', digest.slice(0, 2), digest.slice(2, 4), digest) }
  }
  const mappingOf = (text: string) => writeFileSync(place.job, readFileSync(place.job, 'utf8').replace(/^mapping: .*$/m, `mapping: ${JSON.stringify(text)}`))

  it('names the digest, halts, sends nothing wrong to the site, and goes on once the bytes are back', async () => {
    await place.json(['run', place.job])
    const { digest, file, item } = await captured()
    const good = readFileSync(file)
    chmodSync(file, 0o644)
    writeFileSync(file, Buffer.from(good.map((byte, at) => at === 100 ? byte ^ 1 : byte)))
    const mapping = join(place.folder, 'mapping.yaml')
    writeFileSync(mapping, readFileSync(join(ROOT, 'mappings/demo.yaml'), 'utf8').replace("keywords: [青石县, 卫生健康]", 'keywords: [青石县, 公共卫生]'))
    mappingOf(mapping)
    const again = await place.run('renormalize', place.job, '--json')
    const run = parsed(await place.run('run', place.job, '--json'), 3, ['run'])
    expect(run).toMatchObject({ outcome: 'halted', because: 'vault-damaged' })
    expectAllCounted(run, 10)
    const story = await place.run('show', item, '--json')
    expect(again.stderr + again.stdout + story.stdout + JSON.stringify(await place.rows('select failure_about from item'))).toContain(digest)

    writeFileSync(file, good)
    await place.json(['resume', 'demo'])
    expect(await place.json(['run', place.job])).toMatchObject({ outcome: 'finished', verified: 10, failed: {} })
    await expectNothingTwice(place)
    await expectAuditWhole(place)
  })
})

const mountable = spawnSync('unshare', ['--mount', 'sh', '-c', 'mount -t tmpfs -o size=1m none /mnt'], { stdio: 'ignore' }).status === 0

describe.skipIf(!mountable)(`when the disk is full${mountable ? '' : ' (SKIPPED: no mount namespace can be made here)'}`, () => {
  it('halts with disk-full, and the same command finishes once there is room', async () => {
    mkdirSync(place.data)
    const small = (size: string) => spawnSync('unshare', ['--mount', 'sh', '-c', 'mount -t tmpfs -o size="$1" none "$2" && shift 2 && exec "$@"', 'sh', size, place.data,
      join(ROOT, 'node_modules/node/bin/node'), join(ROOT, 'bin/guiji.mjs'), 'run', place.job, '--data', place.data, '--json'], { encoding: 'utf8', cwd: place.folder, env: place.env })
    const full = small('200k')
    const said = JSON.parse(full.stdout) as { outcome?: string; because?: string; error?: { code: string } }
    expect(said.error?.code ?? said.because).toBe('disk-full')
    expect(full.status).toBe(said.error === undefined ? 3 : 1)
    await place.json(['resume', 'demo'])
    expect(await place.json(['run', place.job])).toMatchObject({ outcome: 'finished', discovered: 10, verified: 10 })
    await expectNothingTwice(place)
    await expectAuditWhole(place)
  })
})
