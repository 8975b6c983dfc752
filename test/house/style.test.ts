// The style of the house (DESIGN section 9), as far as it can be read off the text of every file.
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesUnder, read } from './tree.ts'

const source = filesUnder('src', /\.ts$/).map((path) => ({ path, text: read(path) }))
const tests = ['test', 'bench'].flatMap((folder) => filesUnder(folder, /\.ts$/)).map((path) => ({ path, text: read(path) }))
const all = [...source, ...tests]

/** Strings, templates, patterns after an operator and comments blanked, so that words inside them are not taken for code. */
function bare(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/(?<![:'"`\\])\/\/.*$/gm, ' ')
    .replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, "''")
    .replace(/`(?:\\.|[^`\\])*`/g, '``')
    .replace(/(?<=[=(,:!&|?[]\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+\/[a-z]*/g, '/-/')
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length
}

/** Where a pattern stands in the code of a file. */
function sightings(files: readonly { path: string; text: string }[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) => [...bare(text).matchAll(pattern)].map((found) => `${path}: ${found[0].trim().slice(0, 80)}`))
}

const parameterLists = /\bfunction\*?\s+\w+(?:<[^(]*>)?\(([^()]*(?:\([^()]*\)[^()]*)*)\)/g

/** Parameters at the top level of a list, not the commas inside types and patterns. */
function countOf(list: string): number {
  let [depth, count] = [0, list.trim() === '' ? 0 : 1]
  for (const char of list.trim().replace(/=>/g, '').replace(/,$/, '')) {
    if ('([{<'.includes(char)) depth += 1
    else if (')]}>'.includes(char)) depth -= 1
    else if (char === ',' && depth === 0) count += 1
  }
  return count
}

describe('every source file', () => {
  it('is found', () => {
    expect(source.length).toBeGreaterThan(20)
  })

  it('has at most 300 lines', () => {
    expect(
      source
        .filter(({ text }) => text.trimEnd().split('\n').length > 300)
        .map(({ path, text }) => `${path}: ${text.split('\n').length - 1}`),
    ).toEqual([])
  })

  it('opens with a comment that says what it is for, in a sentence or more', () => {
    const mute = all.filter(({ text }) => !/^(?:#!.*\n)?(?:\/\/ |\/\*\*?\s[\s*]*)(?=[^\n]*\p{L}{2})[^\n]{30,}/u.test(text))
    expect(mute.map(({ path }) => path)).toEqual([])
  })

  it('is named in kebab-case', () => {
    expect(all.filter(({ path }) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.d)?\.ts$/.test(basename(path))).map(({ path }) => path)).toEqual([])
  })

  it('is named after its one thing, not after a drawer', () => {
    const drawer = /(^|[/-])(utils?|helpers?|services?|managers?|common|misc)([/.-]|$)/
    expect(
      source.filter(({ path }) => drawer.test(path.replace(/^src\//, '')) && !path.startsWith('src/cli/')).map(({ path }) => path),
    ).toEqual([])
  })

  it('has no default export', () => {
    expect(sightings(source, /\bexport\s+default\b|\bas\s+default\b(?=\s*[,}])/g)).toEqual([])
  })

  it('knows no any and silences no checker', () => {
    expect(sightings(all, /(?::|<|\bas|\||,|=>|=)\s*any\b(?!\s*[(:.])/g)).toEqual([])
    expect(all.filter(({ text }) => new RegExp(`@ts-(${['ignore', 'nocheck'].join('|')})`).test(text)).map(({ path }) => path)).toEqual([])
  })

  it('has no enum, namespace or parameter property', () => {
    expect(sightings(all, /^\s*(?:export\s+)?(?:const\s+|declare\s+)?(?:enum|namespace)\s+\w+\s*\{/gm)).toEqual([])
  })

  it('takes at most three positional parameters in every function', () => {
    const long = source.flatMap(({ path, text }) =>
      [...bare(text).matchAll(parameterLists)]
        .filter((found) => countOf(found[1] ?? '') > 3)
        .map((found) => `${path}:${lineOf(bare(text), found.index)} ${found[0].slice(0, 60).replaceAll('\n', ' ')}`),
    )
    expect(long).toEqual([])
  })
})

describe('the reader of style', () => {
  it('counts parameters, not the commas inside them', () => {
    expect(['', 'a', 'a: { b: 1, c: 2 }, d', 'f: (x: A, y: B) => C, g: Map<A, B>,', 'a, b, c, d'].map(countOf)).toEqual([0, 1, 2, 2, 4])
  })

  it('sees a breach in code and none in words', () => {
    const wrong = { path: 'x.ts', text: 'let x: any\nconst y = z as any\nexport default x\n' }
    expect(sightings([wrong], /(?::|\bas)\s*any\b/g)).toHaveLength(2)
    expect(sightings([{ path: 'x.ts', text: "// as any\nconst a = 'as any'\n" }], /\bas\s+any\b/g)).toEqual([])
  })
})

describe('what people read when something fails', () => {
  /** A code that only other code or a log reads, or data without a word. */
  const SPARED = ['unexpected', 'interrupted', 'verify-differs']

  it('is in Chinese and English', () => {
    const one = source.flatMap(({ path, text }) =>
      [...text.matchAll(/new Failure\(\s*'([a-z-]+)',\s*([`'"].{0,60})/g)]
        .filter(([, code = '']) => !SPARED.includes(code))
        .map(([, code, words]) => `${path}: ${code} ${words}`),
    )
    expect(one).toEqual([])
  })
})
