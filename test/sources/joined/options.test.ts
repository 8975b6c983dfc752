// A job file with a joined source: each source checked by its own kind's rules, mistakes told by line, and no joining of the joined.
import { mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Failure } from '../../../src/domain/failures.ts'
import { jobJsonSchema } from '../../../src/json-schema.ts'
import { loadJob } from '../../../src/job-file.ts'
import { KINDS } from '../../../src/kinds.ts'

const ROOT = join(import.meta.dirname, '../../..')
let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'guiji-joined-job-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function mistakes(of: string): readonly string[] {
  const text = readFileSync(join(ROOT, 'jobs/joined.yaml'), 'utf8')
    .replace(/ {2}of:\n[\s\S]*?\n\n/, `  of:\n${of}\n\n`)
    .replace('../mappings', join(ROOT, 'mappings'))
  writeFileSync(join(folder, 'joined.yaml'), text)
  try {
    loadJob(join(folder, 'joined.yaml'), { kinds: KINDS, lang: 'en' })
    return []
  } catch (failure) {
    if (failure instanceof Failure)
      return failure.mistakes.map(({ line, path, what, right }) => `${line !== null && line > 0} ${path}: ${what} ${right}`.trim())
    throw failure
  }
}

it('takes sources of several kinds, each with its own options', () => {
  expect(mistakes('    - { kind: wechat-archive, path: a }\n    - { kind: web-pages, path: b, post: { title: h1 } }')).toEqual([])
})

it('tells a mistake in one of them by its line, and what was meant', () => {
  expect(mistakes('    - { kind: wechat-archive, path: a }\n    - { kind: wechat-archive, pth: b }')).toEqual([
    expect.stringMatching(/^true source\.of\[1\]\.path: .*required|^true source\.of\[1\]\.path: /),
    'true source.of[1].pth: unknown key did you mean "path"?',
  ])
})

it('refuses a kind that there is not, and joining within joining', () => {
  expect(mistakes('    - { kind: wechat-archiv, path: a }')).toEqual([expect.stringContaining('there is no source kind "wechat-archiv"')])
  expect(mistakes('    - { kind: joined, of: [{ kind: wechat-archive, path: a }] }')).toEqual([
    expect.stringContaining('joined cannot hold another joined'),
  ])
  expect(mistakes('    []').length).toBe(1)
})

it('shows editors the options of every kind, in the list as beside it', () => {
  const { source } = jobJsonSchema(KINDS).properties ?? {}
  const branch = source?.oneOf?.find(({ properties }) => properties?.['kind']?.['const'] === 'joined')
  const inner = branch?.properties?.['of']?.items?.oneOf ?? []
  const names = inner.map(({ properties }) => properties?.['kind']?.['const'])
  expect(names).toEqual([...KINDS.sources.keys()].filter((name) => name !== 'joined'))
  expect(Object.keys(inner.find(({ properties }) => properties?.['kind']?.['const'] === 'forum')?.properties ?? {})).toContain('software')
})
