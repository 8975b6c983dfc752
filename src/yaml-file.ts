// A YAML file that a person wrote in, plain data with the place of every key out, or all its mistakes. Never runs tags or anchors wild.
import { readFileSync, statSync } from 'node:fs'
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node, type YAMLError } from 'yaml'
import type { Mistake } from './domain/mistakes.ts'
import { say, sizeText, type Lang, type Said } from './domain/words.ts'

const MOST_BYTES = 256 * 1024
const MOST_ALIASES = 50
/** One slip of syntax makes many; the first ones are the ones to mend. */
const MOST_FAULTS = 20

export interface YamlFile {
  /** As people know it: relative to where they stand, in messages. */
  readonly file: string
  readonly text: string
  readonly value: unknown
  readonly mistakes: readonly Mistake[]
  /** Where the value at a path stands (`key` = its key); the nearest thing above it if there is none. */
  place(path: readonly PropertyKey[], key?: boolean): { readonly line: number | null; readonly column: number | null }
}

/** Never throws for what a person can mend: an unreadable file comes back as a mistake. */
export function readYaml(path: string, file: string, lang: Lang): YamlFile {
  const read = readText(path, lang)
  if (typeof read !== 'string') return failed(file, '', { path: '', right: '', line: null, column: null, ...read })
  const lines = new LineCounter()
  try {
    const doc = parseDocument(read, { lineCounter: lines, prettyErrors: false, uniqueKeys: false })
    const syntax = [...doc.errors, ...doc.warnings].slice(0, MOST_FAULTS).map((error) => syntaxMistake(error, { file, lines, lang }))
    const faults = syntax.length > 0 ? syntax : nameMistakes(doc, { file, lines, lang })
    const value: unknown = faults.length > 0 ? undefined : doc.toJS({ maxAliasCount: MOST_ALIASES })
    return { file, text: read, value, mistakes: faults, place: (at, key = false) => placeOf(doc, lines, { path: at, key }) }
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof ReferenceError)) throw error
    const what = error instanceof RangeError ? TOO_DEEP : TOO_MANY_ALIASES
    return failed(file, read, { path: '', line: null, column: null, what: say(lang, what), right: '' })
  }
}

const TOO_DEEP: Said = { zh: '嵌套过深', en: 'is nested too deep' }
const TOO_MANY_ALIASES: Said = {
  zh: `别名(*名称)展开过多,上限 ${MOST_ALIASES}`,
  en: `expands too many aliases (*name); at most ${MOST_ALIASES}`,
}

function failed(file: string, text: string, mistake: Omit<Mistake, 'file'>): YamlFile {
  const { line, column } = mistake
  return { file, text, value: undefined, mistakes: [{ file, ...mistake }], place: () => ({ line, column }) }
}

function readText(path: string, lang: Lang): string | (Partial<Mistake> & { what: string }) {
  try {
    const stat = statSync(path)
    if (!stat.isFile()) return { what: say(lang, { zh: '不是文件', en: 'is not a file' }) }
    if (stat.size > MOST_BYTES) {
      const [is, most] = [sizeText(stat.size), sizeText(MOST_BYTES)]
      return { what: say(lang, { zh: `文件太大: ${is},上限 ${most}`, en: `is too large: ${is}, at most ${most}` }) }
    }
    return decode(readFileSync(path), lang)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT' || code === 'ENOTDIR') return { what: say(lang, { zh: '没有这个文件', en: 'no such file' }) }
    if (code === '') throw error
    return { what: say(lang, { zh: `无法读取(${code})`, en: `cannot be read (${code})` }) }
  }
}

function decode(bytes: Uint8Array, lang: Lang): string | (Partial<Mistake> & { what: string }) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // the first line that is not UTF-8 shows a person where the foreign words begin
    const loose = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    const [line, column] = lineOf(loose, Math.max(0, loose.indexOf('\uFFFD')))
    const right = say(lang, { zh: '请另存为 UTF-8(可能是 GBK 或 UTF-16)', en: 'save it as UTF-8 (it may be GBK or UTF-16)' })
    return { line, column, what: say(lang, { zh: '不是 UTF-8 编码', en: 'is not UTF-8' }), right }
  }
}

function lineOf(text: string, at: number): [number, number] {
  const before = text.slice(0, at).split('\n')
  return [before.length, (before.at(-1) ?? '').length + 1]
}

/** The mistakes people really make in YAML; every other code is told as a place that cannot be read. */
const SYNTAX: Readonly<Record<string, Said>> = {
  TAB_AS_INDENT: { zh: '缩进用了制表符(Tab);请用空格', en: 'a tab is used to indent; use spaces' },
  BAD_INDENT: { zh: '缩进不一致', en: 'the indent does not fit' },
  MISSING_CHAR: { zh: '缺少引号、括号或冒号后的空格', en: 'a quote, a bracket or the space after a colon is missing' },
  BLOCK_AS_IMPLICIT_KEY: { zh: '一行中有两个“: ”;值里有冒号时请加引号', en: 'two ": " in one line; quote a value that holds a colon' },
  MULTILINE_IMPLICIT_KEY: { zh: '键后缺少冒号,或缩进有误', en: 'a key lacks its colon, or the indent is wrong' },
  MULTIPLE_DOCS: { zh: '一个文件中只能有一份文档(---)', en: 'a file holds one document only (---)' },
  BAD_ALIAS: { zh: '以 * 开头的值要加引号,或别名有误', en: 'quote a value that starts with *, or the alias is wrong' },
  BAD_DQ_ESCAPE: { zh: '双引号中的 \\ 要写成 \\\\,或改用单引号', en: 'write \\ as \\\\ inside double quotes, or use single quotes' },
  TAG_RESOLVE_FAILED: { zh: '不能使用 ! 标签;以 ! 开头的值请加引号', en: 'tags (!) may not be used; quote a value that starts with !' },
  UNEXPECTED_TOKEN: {
    zh: '此处的字符读不懂;有特殊字符的值请加引号',
    en: 'this cannot be read here; quote a value with special characters',
  },
}
const UNREADABLE: Said = { zh: 'YAML 语法有误', en: 'is not YAML' }

const NO_ALIAS: Said = { zh: '以 * 开头的值要加引号,或别名不存在', en: 'quote a value that starts with *, or there is no such alias' }

interface Reading {
  readonly file: string
  readonly lines: LineCounter
  readonly lang: Lang
}

function syntaxMistake(error: YAMLError, reading: Reading): Mistake {
  return mistakeAt(error.pos[0], SYNTAX[error.code] ?? UNREADABLE, reading)
}

function mistakeAt(offset: number, said: Said, { file, lines, lang }: Reading): Mistake {
  const { line, col } = lines.linePos(offset)
  return { file, line, column: col, path: '', what: say(lang, said), right: '' }
}

const TWICE: Said = { zh: '同一个键写了两次', en: 'the same key stands twice' }

/**
 * Keys that stand twice (the yaml package's own test for them is quadratic), and a `*name` that names nothing, which parses
 * well and fails only when it is used: `*.qpic.cn` without quotes is one.
 */
function nameMistakes(doc: Document, reading: Reading): Mistake[] {
  const found: Mistake[] = []
  const anchors = new Set<string>()
  visit(doc, {
    Alias: (_, alias) => {
      if (!anchors.has(alias.source)) found.push(mistakeAt(startOf(alias) ?? 0, NO_ALIAS, reading))
    },
    Value: (_, node) => {
      if (node.anchor !== undefined) anchors.add(node.anchor)
      if (isMap(node)) found.push(...repeatedKeys(node.items).map((key) => mistakeAt(startOf(key) ?? 0, TWICE, reading)))
    },
  })
  return found.slice(0, MOST_FAULTS)
}

function repeatedKeys(pairs: readonly { readonly key: unknown }[]): unknown[] {
  const seen = new Set<string>()
  return pairs
    .map(({ key }) => key)
    .filter((key) => {
      const name = isScalar(key) ? String(key.value) : null
      const again = name !== null && seen.has(name)
      if (name !== null) seen.add(name)
      return again
    })
}

function placeOf(doc: Document, lines: LineCounter, wanted: { path: readonly PropertyKey[]; key: boolean }) {
  let node: unknown = doc.contents
  let offset = 0
  for (const [at, segment] of wanted.path.entries()) {
    const inner = isAlias(node) ? node.resolve(doc) : node
    if (isSeq(inner)) node = inner.items[Number(segment)]
    else if (isMap(inner)) {
      const pair = inner.items.find((one) => isScalar(one.key) && String(one.key.value) === String(segment))
      if (pair === undefined) break
      offset = startOf(pair.key) ?? offset
      node = pair.value
      if (wanted.key && at === wanted.path.length - 1) break
    } else break
    if (isScalar(node) || isSeq(inner)) offset = filledStart(node) ?? offset
  }
  const { line, col } = lines.linePos(offset)
  return { line, column: col }
}

function startOf(node: unknown): number | undefined {
  return (node as Node | undefined)?.range?.[0]
}

/** An empty value stands nowhere: then its key is the place. */
function filledStart(node: unknown): number | undefined {
  return isScalar(node) && node.value === null && node.source === '' ? undefined : startOf(node)
}
