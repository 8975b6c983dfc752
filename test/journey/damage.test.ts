// The disk fails: a stored byte flips, a file is gone, no space is left. guiji says which, stops in order, and goes on when it is mended.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeArchive } from '../../bench/made-archive.ts'
import { openFileVault } from '../../src/vault/file-vault.ts'
import { ROOT } from '../kits/command-line.ts'
import { openPlace, parsed, type Json, type Place } from '../kits/guiji.ts'
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
    const [row] = await place.rows(
      "select c.item, p->>'digest' as digest from capture c cross join jsonb_array_elements(c.parts) p where p->>'role' = 'page' order by c.item limit 1",
    )
    const digest = String(row?.['digest'])
    return { digest, item: String(row?.['item']), file: openFileVault(join(place.data, 'vault')).fileOf(digest) ?? '' }
  }

  it('names the digest, stops, and goes on once the bytes are back', async () => {
    await place.json(['run', place.job])
    const { digest, file, item } = await captured()
    const good = readFileSync(file)
    const damage = () => {
      chmodSync(file, 0o644)
      writeFileSync(file, Buffer.from(good.map((byte, at) => (at === 100 ? byte ^ 1 : byte))))
    }
    const mapping = join(place.folder, 'mapping.yaml')
    writeFileSync(
      mapping,
      readFileSync(join(ROOT, 'mappings/demo.yaml'), 'utf8')
        .replace('keywords: [青石县, 卫生健康]', 'keywords: [青石县, 公共卫生]')
        .replace('inspect/', `${ROOT}/mappings/inspect/`),
    )
    writeFileSync(place.job, readFileSync(place.job, 'utf8').replace(/^mapping: .*$/m, `mapping: ${JSON.stringify(mapping)}`))

    damage()
    const remade = await place.run('renormalize', place.job, '--json')
    expect({ code: remade.code, error: JSON.parse(remade.stdout) as unknown }).toMatchObject({
      code: 1,
      error: { error: { code: 'vault-damaged', message: expect.stringContaining(digest) } },
    })
    writeFileSync(file, good)
    expect(await place.json(['renormalize', place.job])).toMatchObject({ changed: 10 })

    damage()
    const ended = await place.run('run', place.job, '--json')
    const run = parsed(ended, 3, ['run'])
    expect(run).toMatchObject({ outcome: 'halted', because: 'vault-damaged' })
    expectAllCounted(run, 10)
    expect(ended.stderr.split(digest).length, 'told once').toBe(2)
    expect(await place.rows('select state from item where id = $1', [item])).toEqual([{ state: 'fetched' }])

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
    const guiji = `"${join(ROOT, 'node_modules/node/bin/node')}" "${join(ROOT, 'bin/guiji.mjs')}"`
    const steps = [
      `mount -t tmpfs -o size=200k none "${place.data}"`,
      `${guiji} run "${place.job}" --json`,
      'echo $?',
      `mount -o remount,size=50m "${place.data}"`,
      `${guiji} resume demo --json`,
      `${guiji} run "${place.job}" --json`,
      `${guiji} run "${place.job}" --json`,
      `${guiji} audit verify --json`,
    ]
    const said = spawnSync('unshare', ['--mount', 'sh', '-c', steps.join('\n')], {
      encoding: 'utf8',
      cwd: place.folder,
      env: { ...place.env, GUIJI_DATA: place.data },
    })
    const [full, code, , first, second, audit] = said.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Json)
    expect(full, said.stderr).toMatchObject({ outcome: 'halted', because: 'disk-full', discovered: 10 })
    expect(code).toBe(3)
    expect(first).toMatchObject({ outcome: 'finished', verified: 10, failed: {} })
    expect(second).toMatchObject({ outcome: 'finished', unchanged: 10, verified: 10 })
    expect(audit).toMatchObject({ ok: true })
  })
})
