// The docs tell what the program does: their tables are those of the program, their examples are valid, their links lead somewhere.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadMapping } from '../../src/job-file.ts'
import { KINDS } from '../../src/kinds.ts'
import { schemaFiles } from '../../src/json-schema.ts'
import { jobSchema } from '../../src/domain/job.ts'
import { parse } from 'yaml'
import { DOC_TABLES } from './doc-tables.ts'
import { filesUnder, read, ROOT } from './tree.ts'

/** The text between `<!-- name -->` and `<!-- /name -->`. */
function between(page: string, name: string): RegExpExecArray {
  const found = new RegExp(`<!-- ${name} -->\\n([\\s\\S]*?)\\n?<!-- /${name} -->`).exec(page)
  if (found === null) throw new Error(`the page has no part ${name}`)
  return found
}

/** With UPDATE=1 the tables of the pages are written instead of compared. */
function update(path: string, name: string, table: string): void {
  const page = read(path)
  writeFileSync(
    join(ROOT, path),
    page.replace(between(page, name)[0], () => `<!-- ${name} -->\n${table}\n<!-- /${name} -->`),
  )
}

function examplesOf(path: string, first: RegExp): string[] {
  return [...read(path).matchAll(/```yaml\n([\s\S]*?)```/g)].map((found) => found[1] ?? '').filter((text) => first.test(text))
}

describe.each(Object.entries(DOC_TABLES))('%s', (path, tables) => {
  it.each(Object.entries(tables))('has the table of %s as the program has it', (name, table) => {
    if (process.env['UPDATE'] === '1') update(path, name, table)
    expect(between(read(path), name)[1]).toBe(table)
  })

  it.each(Object.entries(tables))('says in every row of %s what it means', (_, table) => {
    const mute = table.split('\n').filter((row) => /\|\s*\|$/.test(row) && !row.includes('| keys |'))
    expect(path === 'docs/glossary.md' ? [] : mute).toEqual([])
  })
})

const SCHEMAS = [...(await schemaFiles(KINDS))]

describe('the JSON Schemas for editors', () => {
  it.each(SCHEMAS)('in %s are what npm run schema writes', (path, text) => {
    expect(read(path)).toBe(text)
  })
})

describe('the examples in the docs', () => {
  it('of job files are valid', () => {
    const examples = examplesOf('docs/jobs.md', /^job:/m)
    expect(examples.length).toBeGreaterThan(0)
    for (const text of examples) expect(jobSchema.safeParse(parse(text)).error?.issues ?? []).toEqual([])
  })

  it('of job files show every key there is', () => {
    const keys = new Set(examplesOf('docs/jobs.md', /^job:/m).flatMap((text) => text.match(/[a-zA-Z]+(?=:)/g) ?? []))
    const rows = DOC_TABLES['docs/jobs.md']?.['keys']?.match(/(?<=^\| `)[^`]+/gm) ?? []
    expect(rows.map((row) => row.split('.').at(-1)?.replace('[]', '')).filter((name) => name !== undefined && !keys.has(name))).toEqual([])
  })

  it('of mappings are valid', () => {
    const folder = mkdtempSync(join(tmpdir(), 'guiji-docs-'))
    const examples = examplesOf('docs/mappings.md', /^mapping:/m)
    expect(examples.length).toBeGreaterThan(0)
    examples.forEach((text, at) => {
      writeFileSync(join(folder, `${at}.yaml`), text)
      expect(loadMapping(join(folder, `${at}.yaml`), 'en').mapping.columns.length).toBeGreaterThan(0)
    })
    rmSync(folder, { recursive: true })
  })
})

describe('the pages', () => {
  const pages = ['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...filesUnder('docs', /\.md$/)].filter(
    (path) => existsSync(join(ROOT, path)),
  )

  it('link only to files that exist', () => {
    const dead = pages.flatMap((path) =>
      [...read(path).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
        .map((found) => found[1] ?? '')
        .filter((link) => !existsSync(join(ROOT, dirname(path), link)))
        .map((link) => `${path} → ${link}`),
    )
    expect(dead).toEqual([])
  })

  it('name no machine, no path outside the tree and no package registry', () => {
    const foreign = /\/(?:work|root|home)\/|registry\.|localhost:\d{4,5}\/[a-z]+\/registry/i
    const files = [
      ...pages,
      ...filesUnder('src', /\.ts$/),
      ...filesUnder('test', /\.ts$/).filter((path) => !path.startsWith('test/house/')),
    ]
    expect(files.filter((path) => foreign.test(read(path)))).toEqual([])
  })

  it('use every word of the glossary once on its left side', () => {
    const terms = read('docs/glossary.md').match(/^\| [^|`]+ \| `?[a-z]/gm) ?? []
    expect(terms.length).toBeGreaterThanOrEqual(50)
    expect(new Set(terms.map((term) => term.split('|')[1]?.trim())).size).toBe(terms.length)
  })
})
