// Every command as a person uses it on the demo archive, and docs/cli.md beside what really comes out.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.ts'
import { freshDatabase } from '../kits/database.ts'
import type { TestDatabase } from '../kits/database.ts'
import { disagreements, documentedCommands } from './cli-doc.ts'
import { ended, guiji, start } from '../kits/command-line.ts'
import type { Surroundings } from '../kits/command-line.ts'

const documented = documentedCommands()
let database: TestDatabase
let here: Surroundings

beforeAll(async () => {
  database = await freshDatabase()
  here = { databaseUrl: database.url, data: mkdtempSync(join(tmpdir(), 'guiji-cli-')) }
  const first = await guiji(['run', 'jobs/demo.yaml', '--json'], here)
  expect(first.code).toBe(0)
  expect(disagreements(JSON.parse(first.out), documented.get('run')?.keys ?? new Map())).toEqual([])
})

afterAll(async () => {
  await database.drop()
  rmSync(here.data, { recursive: true, force: true })
})

describe('docs/cli.md', () => {
  it('tells of every command, its arguments and its options, and of no other', () => {
    expect([...documented.values()].map((one) => one.heading)).toEqual(
      COMMANDS.map((one) => `${one.name}${one.args === '' ? '' : ` ${one.args}`}`),
    )
    for (const command of COMMANDS)
      expect(documented.get(command.name)?.options, command.name).toEqual(command.options.map((one) => one.flags))
  })

  it.each([
    ['check', ['check', 'jobs/demo.yaml']],
    ['preview', ['preview', 'PAGE', '--mapping', 'mappings/demo.yaml']],
    ['status', ['status', 'demo']],
    ['items', ['items', 'demo', '--state', 'held']],
    ['show', ['show', '3']],
    ['failures', ['failures', 'demo']],
    ['gaps', ['gaps', 'demo']],
    ['gone', ['gone', 'demo', '--code', 'page-absent', '--reason', 'the platform shows it no more', '--by', 'Li']],
    ['schedules', ['schedules']],
    ['renormalize', ['renormalize', 'demo']],
    ['pause', ['pause', 'demo', '--reason', 'lunch', '--by', 'Li']],
    ['resume', ['resume', 'demo']],
    ['retry', ['retry', 'demo', '--all']],
    ['hold', ['hold', '3', '--reason', 'look again', '--by', 'Li']],
    ['release', ['release', '3', '--reason', 'looked', '--by', 'Li']],
    ['approve', ['approve', '3', '--by', 'Li']],
    ['audit verify', ['audit', 'verify']],
    ['audit proof', ['audit', 'proof', '3']],
    ['services status', ['services', 'status']],
    ['services stop', ['services', 'stop']],
    ['audit export', ['audit', 'export', 'EXPORT']],
    ['audit verify', ['audit', 'verify', '--export', 'EXPORT']],
  ])('lists the very keys of %s --json', async (name, args) => {
    const page = pageOfDemo()
    const real = args.map((one) => (one === 'PAGE' ? page : one === 'EXPORT' ? join(here.data, 'export') : one))
    const { code, out, err } = await guiji([...real, '--json'], here)
    expect(err).not.toMatch(/bug/i)
    expect(code).toBe(0)
    expect(out.trimEnd().split('\n')).toHaveLength(1)
    expect(disagreements(JSON.parse(out), documented.get(name)?.keys ?? new Map())).toEqual([])
  })
})

/** The file of one good post. */
function pageOfDemo(): string {
  const folder = 'examples/qingshi-health/公众号文章导出'
  const [post = ''] = readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'index.html')))
    .toSorted()
  return join(folder, post, 'index.html')
}

describe('guiji run', () => {
  it('says plainly the second time that nothing has changed, and gives commands that work when pasted', async () => {
    const { code, out } = await guiji(['run', 'demo', '--data', here.data], { ...here, lang: 'zh' })
    expect(code).toBe(0)
    expect(out).toMatch(/新增 0 · 变化 0 · 未变 \d+\(没有变化\)/)
    const [, pasted = ''] = new RegExp(`npx guiji (show \\d+ --data ${here.data})`).exec(out) ?? []
    expect((await guiji(pasted.split(' '), { ...here, data: '/nowhere' })).code).toBe(0)
    expect([...out.matchAll(/\bguiji (?=[a-z])/g)].every((found) => out.slice(found.index - 4, found.index) === 'npx ')).toBe(true)
  })

  it('with --only a key that the archive lacks says so and ends with 4', async () => {
    const { code, out } = await guiji(['run', 'demo', '--only', 'wechat:none', '--json'], here)
    expect(code).toBe(4)
    expect(JSON.parse(out)).toMatchObject({ new: 0, changed: 0, unchanged: 0 })
  })

  it('with --dry-run streams post by post, with the future address, and leaves the ledger alone', async () => {
    const before = await guiji(['audit', 'verify', '--json'], here)
    const text = await guiji(['run', 'demo', '--dry-run', '--limit', '5'], here)
    expect(text.out).toMatch(/→ waiting for review|→ published/)
    const { out } = await guiji(['run', 'demo', '--dry-run', '--limit', '5', '--json'], here)
    const { items } = JSON.parse(out) as { items: { would: string; address: string | null; live: boolean }[] }
    expect(items).toHaveLength(5)
    expect(items.filter((one) => !one.would.startsWith('held')).every((one) => (one.address ?? '').startsWith('/art/'))).toBe(true)
    expect(JSON.parse((await guiji(['audit', 'verify', '--json'], here)).out)).toMatchObject({
      leaves: (JSON.parse(before.out) as { leaves: number }).leaves,
    })
  })

  it('halts with 3 while the job is paused, and says how to go on', async () => {
    await guiji(['pause', 'demo'], here)
    const { code, out } = await guiji(['run', 'demo'], here)
    await guiji(['resume', 'demo'], here)
    expect(code).toBe(3)
    expect(out).toContain('npx guiji resume demo')
  })

  it('ends calmly with 130 after one Ctrl-C, though npx sends it twice', async () => {
    const child = start(['run', 'demo'], here)
    const end = ended(child)
    await untilRunning()
    child.kill('SIGINT')
    child.kill('SIGINT')
    const { code, err } = await end
    // on a fast machine the run may be over before the key is pressed
    expect([0, 130]).toContain(code)
    if (code === 130) expect(err).toMatch(/Stopping/)
  })
})

/** The ledger says when the run has begun. */
async function untilRunning(): Promise<void> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  for (let tries = 0; tries < 1500; tries += 1) {
    if ((await client.query("select from run where state = 'running'")).rowCount === 1) break
    await sleep(10)
  }
  await client.end()
}

describe('guiji worker', () => {
  it('is stopped by one signal and says so', async () => {
    const child = start(['worker', '--json'], here)
    const end = ended(child)
    child.stderr.on('data', (some: Buffer) => {
      if (some.toString().includes('worker started')) child.kill('SIGTERM')
    })
    const { code, out } = await end
    expect(code).toBe(0)
    expect(disagreements(JSON.parse(out), documented.get('worker')?.keys ?? new Map())).toEqual([])
  })
})

describe('the streams', () => {
  it('bear a reader that leaves early', async () => {
    const child = start(['items', 'demo'], here)
    child.stdout.destroy()
    const [code, err] = await new Promise<[number | null, string]>((done) => {
      let text = ''
      child.stderr.on('data', (some: Buffer) => {
        text += some.toString()
      })
      child.on('close', (end) => done([end, text]))
    })
    expect(err).toBe('')
    expect(code).toBe(0)
  })

  it('carry no colour and no cursor movement into a pipe', async () => {
    const { out, err } = await guiji(['run', 'demo'], { ...here, env: { TERM: 'xterm-256color' } })
    expect(out + err).not.toContain('\u001B')
  })

  it('work with a dumb terminal and without HOME', async () => {
    expect((await guiji(['status'], { ...here, env: { TERM: 'dumb', HOME: undefined } })).code).toBe(0)
  })
})

describe('help', () => {
  it.each(['zh', 'en'] as const)('in %s shows every command, and an example where one helps', async (lang) => {
    const { code, out } = await guiji(['--help'], { ...here, lang })
    expect(code).toBe(0)
    for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^ {2}${command.name.split(' ')[0] ?? ''}\\b`, 'm'))
    expect(/[A-Za-z]{3,} the /.test(out)).toBe(lang === 'en')
    expect((await guiji(['approve', '--help'], { ...here, lang })).out).toContain('npx guiji approve 17 --by 张三')
  })

  it('knows its version', async () => {
    expect((await guiji(['--version'], here)).out.trim()).toBe(
      (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version,
    )
  })
})
