// Job and mapping files: right ones are read whole, wrong ones come back with every mistake at its place.
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Failure } from '../../src/domain/failures.ts'
import { loadJob, loadMapping } from '../../src/job-file.ts'
import type { Lang } from '../../src/domain/words.ts'

const KINDS = {
  sources: new Map([['wechat-archive', z.strictObject({ path: z.string(), depth: z.number().default(3) })]]),
  targets: new Map([['static-site', z.strictObject({ kind: z.literal('static-site'), out: z.string() })]]),
}

const JOB = `job: qingshi
account: { platform: wechat, name: 青石卫健, id: gh_1, organ: 青石县卫生健康局 }
closing: { document: 青政办〔2026〕3号, date: 2026-11-01, approver: 县政府办公室 }
source: { kind: wechat-archive, path: archive }
mapping: m.yaml
target: { kind: static-site, out: site }
`
const MAPPING = `mapping: health
columns:
  - { id: news, name: 工作动态, description: 工作动态, keywords: [卫生], type: 工作动态 }
routes:
  - column: news
`

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guiji-job-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, text: string | Uint8Array): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

function read(job: string | Uint8Array, mapping: string | Uint8Array = MAPPING, lang: Lang = 'en') {
  write('m.yaml', mapping)
  return loadJob(write('j.yaml', job), { kinds: KINDS, lang })
}

/** Each mistake as `line:column path what right`. */
function mistakesOf(...given: Parameters<typeof read>): string[] {
  return failureOf(() => read(...given)).mistakes.map(
    (m) => `${m.line ?? '-'}:${m.column ?? '-'} ${[m.path, m.what, m.right].filter((word) => word !== '').join(' | ')}`,
  )
}

function failureOf(act: () => unknown): Failure {
  try {
    act()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('the file was accepted')
}

describe('a right job file', () => {
  it('is read with its mapping, its texts, their digests and the defaults of the kinds', () => {
    const file = read(JOB)
    expect(file.job.limits.requestsPerSecond).toBe(2)
    expect(file.mapping.columns[0]?.id).toBe('news')
    expect(file.sourceOptions).toEqual({ path: 'archive', depth: 3 })
    expect(file.targetOptions).toEqual({ kind: 'static-site', out: 'site' })
    expect([file.base, file.jobText, file.mappingText]).toEqual([folder, JOB, MAPPING])
    expect(file.jobDigest).toMatch(/^[0-9a-f]{64}$/)
    expect(read(`${JOB}\n# a note\n`).jobDigest).not.toBe(file.jobDigest)
  })

  it('may begin with a byte order mark and use Windows line ends', () => {
    expect(read(`\uFEFF${JOB.replaceAll('\n', '\r\n')}`).job.job).toBe('qingshi')
  })

  it('may use a few anchors', () => {
    expect(read(JOB.replace('id: gh_1', 'id: &id gh_1').replace('approver: 县政府办公室', 'approver: *id')).job.closing.approver).toBe(
      'gh_1',
    )
  })
})

describe('a wrong job file', () => {
  it('has all its mistakes and those of its mapping listed at once, in order, with places', () => {
    const failure = failureOf(() =>
      read(
        JOB.replace('job: qingshi', 'job: Qing').replace('platform: wechat,', 'platform: wechta,').replace('out: site', 'ou: site'),
        MAPPING.replace('type: 工作动态', 'type: 动态').replace('column: news', 'column: nws'),
      ),
    )
    expect(failure.code).toBe('job-invalid')
    expect(failure.mistakes.map((m) => [m.file.slice(-6), m.line, m.column, m.path])).toEqual(
      [
        ['j.yaml', 1, 6, 'job'],
        ['j.yaml', 2, 22, 'account.platform'],
        ['j.yaml', 6, 1, 'target.out'],
        ['j.yaml', 6, 30, 'target.ou'],
        ['m.yaml', 3, 71, 'columns[0].type'],
        ['m.yaml', 5, 13, 'routes[0].column'],
      ].map(([file, line, column, path]) => [file, line, path === 'columns[0].type' ? expect.any(Number) : column, path]),
    )
    expect(failure.message).toContain('j.yaml:2:22  account.platform  has a wrong value: "wechta"  did you mean "wechat"?')
  })

  it('speaks Chinese too', () => {
    const [first] = mistakesOf(JOB.replace('job: qingshi', 'jbo: qingshi'), MAPPING, 'zh')
    expect(first).toBe('1:1 job | 缺少此项 | 应为文字')
  })

  it.each([
    [
      'an unknown key',
      JOB.replace('mapping:', 'review: { polcy: every }\nmapping:'),
      '5:11 review.polcy | unknown key | did you mean "policy"?',
    ],
    [
      'an unknown kind',
      JOB.replace('static-site', 'static-sit'),
      '6:17 target.kind | unknown kind: "static-sit" | did you mean "static-site"? one of: static-site',
    ],
    [
      'a number where text belongs',
      JOB.replace('gh_1', '3012345678'),
      '2:46 account.id | must not be a number | it must be text: put it in quotes',
    ],
    ['an empty value', JOB.replace('job: qingshi', 'job:'), '1:1 job | is empty | it must be text'],
    [
      'a day that does not exist',
      JOB.replace('2026-11-01', '2026-02-30'),
      '3:41 closing.date | has a wrong value: "2026-02-30" | it must be a real day, written 2026-11-30',
    ],
    [
      'a waiver without a name',
      `${JOB}review: { policy: none, reason: x }\n`,
      '7:1 review.by | is required with policy: none (who waived the review?)',
    ],
    ['a wrong schedule', `${JOB}schedule: { cron: 0 25 * * * }\n`, '7:19 schedule.cron | has a wrong hour field; it goes from 0 to 23'],
    [
      'a host that is an address',
      `${JOB}limits:\n  hosts: ["http://a"]\n`,
      '8:11 limits.hosts[0] | has a wrong value: "http://a" | must be a host name, like mmbiz.qpic.cn or *.qpic.cn',
    ],
    ['a repeated key', `${JOB}job: b\n`, '7:1 the same key stands twice'],
    ['a tab', JOB.replace('job: qingshi', 'job:\n\tx: 1'), '2:1 a tab is used to indent; use spaces'],
    ['two documents', `${JOB}---\na: 1\n`, '7:1 a file holds one document only (---)'],
    ['a tag', JOB.replace('qingshi', '!!js/function x'), '1:6 tags (!) may not be used; quote a value that starts with !'],
    ['an alias of nothing', JOB.replace('qingshi', '*none'), '1:6 quote a value that starts with *, or there is no such alias'],
    ['a list instead of keys', '- a\n', '1:1 must not be a list | it must be keys with values'],
    ['a star without quotes', `${JOB}limits: { hosts: [*.qpic.cn] }\n`, '7:19 quote a value that starts with *, or there is no such alias'],
    ['nothing in it', '# only a note\n', '-:- is empty'],
  ])('with %s says so', (_, text, expected) => {
    expect(mistakesOf(text).join('\n')).toContain(expected)
  })

  it('in GBK is told apart, with the first foreign line', () => {
    const gbk = new Uint8Array([...new TextEncoder().encode('job: x\naccount: { name: '), 0xc7, 0xe0, 0xca, 0xaf, 0x20, 0x7d, 0x0a])
    expect(mistakesOf(gbk)).toEqual(['2:18 is not UTF-8 | save it as UTF-8 (it may be GBK or UTF-16)'])
  })

  it('of 100 MB is refused unread', () => {
    const path = write('j.yaml', JOB)
    truncateSync(path, 100 * 1024 * 1024)
    expect(failureOf(() => loadJob(path, { kinds: KINDS, lang: 'en' })).mistakes[0]?.what).toBe('is too large: 100 MB, at most 256 KB')
  })

  it('that is missing, or a folder, says so', () => {
    expect(failureOf(() => loadJob(join(folder, 'none.yaml'), { kinds: KINDS, lang: 'en' })).message).toContain('no such file')
    expect(failureOf(() => loadJob(folder, { kinds: KINDS, lang: 'en' })).message).toContain('is not a file')
  })

  it('with an alias bomb is refused before it blows up', () => {
    const levels = Array.from(
      { length: 12 },
      (_, at) =>
        `a${at}: &a${at} [${Array(9)
          .fill(at === 0 ? 'x' : `*a${at - 1}`)
          .join(', ')}]`,
    )
    expect(mistakesOf(levels.join('\n'))[0]).toBe('-:- expands too many aliases (*name); at most 50')
  })

  it.each(['[', '{a: ', '- '])('nested 50,000 deep with %j is refused without a crash', (step) => {
    expect(mistakesOf(step.repeat(50_000)).length).toSatisfy((count: number) => count >= 1 && count <= 20)
  })
})

describe('a hostile job file', () => {
  it('of 20,000 keys is read in a time that grows with its size only', () => {
    const keys = Array.from({ length: 20_000 }, (_, at) => `k${at}: 1`).join('\n')
    const failure = failureOf(() => read(keys))
    expect(failure.message.split('\n').length).toBeLessThan(150)
  })
})

describe('a wrong mapping file', () => {
  it('alone gives mapping-invalid', () => {
    expect(failureOf(() => read(JOB, MAPPING.replace('mapping: health', 'mapping: A B'))).code).toBe('mapping-invalid')
    const path = write('m.yaml', 'columns: []\n')
    expect(failureOf(() => loadMapping(path, 'en')).mistakes.map((m) => m.path)).toEqual(['mapping', 'columns'])
  })

  it('that is missing is named', () => {
    const path = write('j.yaml', JOB)
    expect(failureOf(() => loadJob(path, { kinds: KINDS, lang: 'en' })).message).toMatch(/m\.yaml {2}no such file/)
  })

  it.each([
    [
      'a pattern that looks ahead',
      'title: { strip: ["a(?=b)"] }',
      '6:18 title.strip[0] | looks ahead or behind, like (?=…) or (?<!…), which is not supported here; write what is to match itself',
    ],
    ['a broken pattern', 'title: { strip: ["(a"] }', '6:18 title.strip[0] | is not a valid regular expression'],
    ['a broken selector', 'drop: [{ name: a, selector: "p[[" }]', '6:29 drop[0].selector | is not a valid CSS selector'],
    ['a rule without a condition', 'drop: [{ name: a }]', '6:8 drop[0] | needs text or selector'],
    [
      'a nameless outcome',
      'outcomes: [{ when: { page: deleted }, to: gone, reason: 已删 }]',
      '6:12 outcomes[0].by | is missing | it must be text',
    ],
  ])('with %s says so', (_, lines, expected) => {
    expect(mistakesOf(JOB, `${MAPPING}${lines}\n`)).toEqual([expected])
  })

  it('has cross-references checked although other keys are wrong', () => {
    expect(mistakesOf(JOB, `${MAPPING.replace('column: news', 'column: nws')}typo: 1\n`)).toHaveLength(2)
  })
})
