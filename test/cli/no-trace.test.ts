// What only looks writes nothing: check, preview and --dry-run leave an untouched disk behind, and say so when the disk is no good.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase } from '../kits/database.ts'
import type { TestDatabase } from '../kits/database.ts'
import { ended, environmentOf, GUIJI, guiji, ROOT, spawnIn } from '../kits/command-line.ts'
import type { Surroundings } from '../kits/command-line.ts'

const mountsHere = spawnSync('unshare', ['-Urm', 'true']).status === 0
let database: TestDatabase
let folder: string
let here: Surroundings

beforeAll(async () => {
  database = await freshDatabase()
  folder = mkdtempSync(join(tmpdir(), 'guiji-trace-'))
  here = { databaseUrl: database.url, data: join(folder, 'data') }
  writeFileSync(join(folder, 'page.html'), '<html><body>nothing</body></html>')
  mkdirSync(join(folder, 'closed'), { mode: 0o555 })
})

afterAll(async () => {
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

describe('what only looks', () => {
  it.each([
    ['check with its database elsewhere', ['check', 'jobs/demo.yaml'], {}, 0],
    ['preview, without any database', ['preview', 'PAGE', '--mapping', 'mappings/demo.yaml'], { DATABASE_URL: undefined }, 4],
    ['run --dry-run, without any database', ['run', 'jobs/demo.yaml', '--dry-run', '--limit', '3'], { DATABASE_URL: undefined }, 0],
  ])('%s makes no data folder, no vault and no site', async (_what, args, env, code) => {
    const told = await guiji(
      args.map((one) => (one === 'PAGE' ? join(folder, 'page.html') : one)),
      { ...here, env },
    )
    expect(told.err).toBe('')
    expect(told.code).toBe(code)
    expect(existsSync(here.data)).toBe(false)
  })
})

describe('a folder that cannot be made', () => {
  it.each([
    ['in /proc', '/proc/guiji-export'],
    ['below a file', 'FOLDER/page.html/export'],
  ])('%s is told at once by audit export', async (_what, dir) => {
    const { code, out } = await guiji(['audit', 'export', dir.replace('FOLDER', folder), '--json'], here)
    expect(code).toBe(2)
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'usage' } })
  })

  it.each([
    ['in /proc', '/proc/guiji'],
    ['below a file', 'FOLDER/page.html/data'],
  ])('%s is told at once as data folder', async (_what, dir) => {
    const { code, out } = await guiji(['run', 'jobs/demo.yaml', '--json'], { ...here, data: dir.replace('FOLDER', folder) })
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'data-folder-unusable' } })
  })

  it.skipIf(!mountsHere)(
    'on a disk that is mounted read-only is told at once (skipped where user namespaces are not allowed)',
    async () => {
      mkdirSync(join(folder, 'fixed'))
      const mounted = ['unshare', '-Urm', 'sh', '-c', 'mount -t tmpfs -o ro none "$1" && shift && exec "$@"', 'sh', join(folder, 'fixed')]
      const env = environmentOf({ ...here, data: join(folder, 'fixed', 'data') })
      const { code, out } = await ended(spawnIn([...mounted, ...GUIJI, 'run', 'jobs/demo.yaml', '--json'], { cwd: ROOT, env }))
      expect(code).toBe(1)
      expect(JSON.parse(out)).toMatchObject({ error: { code: 'data-folder-unusable' } })
    },
  )

  it.skipIf(process.getuid?.() === 0)(
    'without the right to write is told at once (skipped as root, who may write everywhere)',
    async () => {
      const { code, out } = await guiji(['run', 'jobs/demo.yaml', '--json'], { ...here, data: join(folder, 'closed', 'data') })
      expect(code).toBe(1)
      expect(JSON.parse(out)).toMatchObject({ error: { code: 'data-folder-unusable' } })
    },
  )
})
