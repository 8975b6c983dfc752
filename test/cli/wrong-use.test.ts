// Wrong use and broken surroundings: what happened, to what, what to do; in the right language, with the right exit code, and no secret.
import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { freshDatabase } from '../kits/database.ts'
import type { TestDatabase } from '../kits/database.ts'
import { guiji } from '../kits/command-line.ts'
import type { Surroundings } from '../kits/command-line.ts'

const MAPPING = ['--mapping', 'mappings/demo.yaml']
let database: TestDatabase
let folder: string
let here: Surroundings

beforeAll(async () => {
  database = await freshDatabase()
  folder = mkdtempSync(join(tmpdir(), 'guiji-wrong-'))
  here = { databaseUrl: database.url, data: join(folder, 'data') }
  mkdirSync(join(folder, 'full'))
  for (const [name, text] of Object.entries({
    'bad.yaml': 'job: Demo!\nacount: {}\naccount:\n  platform: wechatt\nclosing: 3\n',
    'tab.yaml': 'job: a\n\tx: 1\n',
    'empty.html': '',
    'binary.html': Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919) % 256)),
    'full/file': 'x',
    file: 'x',
  }))
    writeFileSync(join(folder, name), text)
  expect((await guiji(['run', 'jobs/demo.yaml', '--limit', '2', '--json'], here)).code).toBe(0)
})

afterAll(async () => {
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

/** Command line (FOLDER is replaced) → exit code, code of the failure, words in Chinese, words in English. */
const CASES: readonly (readonly [string, number, string, RegExp, RegExp])[] = [
  ['chek', 2, 'usage', /没有命令“chek”.*check/, /unknown command 'chek'.*check/],
  ['run', 2, 'usage', /缺少参数 <JOB>/, /missing required argument 'JOB'/],
  ['run jobs/demo.yaml --limt 3', 2, 'usage', /没有选项“--limt”.*--limit/, /unknown option '--limt'.*--limit/],
  ['run a b', 2, 'usage', /参数太多/, /too many arguments/],
  ['run demo --json --limit', 2, 'usage', /选项 --limit <n> 后面缺少值/, /option '--limit <n>' argument missing/],
  ['run demo --limit 0', 2, 'usage', /--limit 须为从 1 起的整数/, /--limit must be a whole number/],
  ['run demo --since 2026-02-30', 2, 'usage', /--since 须为存在的日期/, /--since must be a real day/],
  ['run FOLDER/none.yaml', 2, 'job-invalid', /没有这个文件/, /no such file/],
  ['run FOLDER', 2, 'usage', /是目录/, /is a folder/],
  ['run dem', 1, 'not-found', /没有任务“dem”\(是不是 demo\?\)/, /no job "dem".*did you mean demo/],
  [
    'check FOLDER/bad.yaml',
    2,
    'job-invalid',
    /发现 \d+ 处错误[\s\S]*bad\.yaml:2:1 {2}acount {2}没有这个键/,
    /\d+ mistakes:[\s\S]*bad\.yaml:4:13 {2}account\.platform/,
  ],
  ['check FOLDER/tab.yaml', 2, 'job-invalid', /tab\.yaml:2:1.*Tab/, /tab\.yaml:2:1.*tab/],
  ['show 999999', 1, 'not-found', /没有文章“999999”/, /no item "999999"/],
  ['hold 2', 2, 'usage', /必须给出选项 --reason/, /required option '--reason/],
  ['hold 2 --reason why', 2, 'usage', /必须给出选项 --by/, /required option '--by/],
  ['approve 1', 2, 'usage', /必须给出选项 --by/, /required option '--by/],
  ['approve 1 --by Li --date 2023-02-31', 2, 'usage', /--date 须为过去的时间/, /--date must be a past time/],
  ['approve 1 --by Li --date 2999-01-01', 2, 'usage', /--date 须为过去的时间/, /--date must be a past time/],
  [
    'release 2 --reason because --by Li',
    1,
    'not-allowed',
    /第 2 项现为“.*release 只适用于: 待处理/,
    /item 2 is .*release needs one of: held/,
  ],
  ['items demo --state helt', 2, 'usage', /没有“helt”\(是不是 held\?\)/, /did you mean held/],
  ['retry demo', 2, 'usage', /须且只能给出一个/, /exactly one of/],
  ['retry demo --code nope', 2, 'usage', /没有失败代码“nope”/, /no failure code "nope"/],
  ['serve demo --port 70000', 2, 'usage', /--port 须为 0 到 65535/, /--port must be a number from 0/],
  ['worker --stations fetch,norm', 2, 'usage', /没有“norm”/, /not "norm"/],
  ['preview FOLDER/none.html MAPPING', 1, 'file-missing', /没有文件/, /there is no file/],
  ['preview FOLDER MAPPING', 2, 'usage', /不是文件/, /is no file/],
  ['preview FOLDER/empty.html MAPPING', 1, 'file-empty', /文件为空/, /is empty/],
  ['preview http://127.0.0.1:1/a MAPPING', 1, 'net-private', /127\.0\.0\.1/, /not on the public internet/],
  ['preview http:///// MAPPING', 2, 'usage', /不是有效的网址/, /is not an address/],
  ['preview FOLDER/file --mapping FOLDER/none.yaml', 2, 'mapping-invalid', /没有这个文件/, /no such file/],
  ['audit export FOLDER/full', 1, 'not-allowed', /不是空的/, /is not empty/],
  ['audit verify --export FOLDER/full', 1, 'not-found', /不是审计导出/, /is not an audit export/],
  ['audit', 2, 'usage', /./, /./],
]

describe('wrong use', () => {
  // one process a case: the languages take turns, and the answer on stdout is an object each time
  it.each(CASES.map((one, at) => [...one, at % 2 === 0 ? 'zh' : 'en'] as const))(
    'guiji %s ends with %i and %s, told in two languages (%#)',
    async (line, code, failure, zh, en, lang) => {
      const args = line.split(' ').flatMap((word) => (word === 'MAPPING' ? MAPPING : [word.replace('FOLDER', folder)]))
      const told = await guiji(args.includes('--json') ? args : [...args, '--json'], { ...here, lang })
      expect(told.err).toMatch(lang === 'zh' ? zh : en)
      expect(told.code).toBe(code)
      expect(told.out.trimEnd().split('\n')).toHaveLength(1)
      expect(JSON.parse(told.out)).toMatchObject({ error: { code: failure } })
      expect(told.err).not.toMatch(/\n {4}at /)
    },
  )

  it('a key that two accounts know is answered with the ids to choose from', async () => {
    const text = readFileSync('jobs/demo.yaml', 'utf8')
      .replace(/^job: .*$/m, 'job: other')
      .replace(/\bid: gh_\w+/, 'id: gh_another00000')
    writeFileSync(join(folder, 'other.yaml'), text.replaceAll(': ../', `: ${process.cwd()}/`))
    expect((await guiji(['run', join(folder, 'other.yaml'), '--limit', '2', '--json'], here)).code).toBe(0)
    const { items } = JSON.parse((await guiji(['items', 'demo', '--json'], here)).out) as { items: { item: string; key: string }[] }
    const told = await guiji(['show', items[0]?.key ?? '', '--json'], here)
    expect(told.code).toBe(1)
    expect(told.err).toMatch(new RegExp(`several items: ${items[0]?.item ?? ''}, \\d+; give the id`))
  })

  it('a page over the limit is told before it is read', async () => {
    const file = openSync(join(folder, 'huge.html'), 'w')
    ftruncateSync(file, 65 * 1024 * 1024)
    closeSync(file)
    const { code, out } = await guiji(['preview', join(folder, 'huge.html'), ...MAPPING, '--json'], here)
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'file-too-large' } })
  })

  it('a page that is no post ends with 4', async () => {
    expect((await guiji(['preview', join(folder, 'binary.html'), ...MAPPING], here)).code).toBe(4)
  })
})

/** The server of the test run asks for a password. */
function wrongPassword(): string {
  const url = new URL(inject('postgresUrl'))
  url.password = 'hush-hush'
  return url.href
}

describe('broken surroundings', () => {
  it.each([
    ['an unreachable database', { DATABASE_URL: 'postgres://me:hush-hush@127.0.0.1:1/x' }, 'database-unreachable'],
    ['an unreachable Redis', { REDIS_URL: 'redis://:hush-hush@127.0.0.1:1/0' }, 'queue-unreachable'],
    ['a wrong password', { DATABASE_URL: wrongPassword() }, 'database-unreachable'],
    ['a wrong address', { DATABASE_URL: 'mysql://me:hush-hush@127.0.0.1/x' }, 'settings-invalid'],
    ['a mistyped setting', { GUIJI_WINDWO: '7' }, 'settings-invalid'],
  ])('%s is told within seconds and without a secret', async (_what, env, failure) => {
    const begun = performance.now()
    const { code, out, err } = await guiji(['run', 'jobs/demo.yaml', '--json'], { ...here, env })
    expect(code).toBe(failure === 'settings-invalid' ? 2 : 1)
    expect(JSON.parse(out)).toMatchObject({ error: { code: failure } })
    expect(out + err).not.toContain('hush-hush')
    expect(performance.now() - begun).toBeLessThan(20_000)
  })

  it('a data folder that is a file is told, not thrown', async () => {
    const { code, out } = await guiji(['run', 'jobs/demo.yaml', '--json'], { ...here, data: join(folder, 'file') })
    expect([1, 3]).toContain(code)
    expect(out.trimEnd().split('\n')).toHaveLength(1)
  })

  it('check marks what is in the way and ends with 4', async () => {
    const { code, out } = await guiji(['check', 'jobs/demo.yaml'], {
      ...here,
      env: { DATABASE_URL: 'postgres://me:hush-hush@127.0.0.1:1/x' },
    })
    expect(code).toBe(4)
    expect(out).toMatch(/^✗ database/m)
    expect(out).not.toContain('hush-hush')
  })
})
