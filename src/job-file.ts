// Reads a job file and the mapping it names, and hands on both checked; or throws one Failure that lists every mistake of both.
import { createHash } from 'node:crypto'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { load } from 'cheerio'
import type { z, ZodType } from 'zod'
import { jobSchema, type Job } from './domain/job.ts'
import { mappingSchema, type Mapping } from './domain/mapping.ts'
import { Failure } from './domain/failures.ts'
import { termsSchema } from './domain/terms.ts'
import { inOrder, issueText, mistakeText, nearest, pathText, type Mistake } from './domain/mistakes.ts'
import { both, say, type Lang } from './domain/words.ts'
import { jobJsonSchema, jsonSchemaOf, keysAt, mappingJsonSchema, type JsonSchema, type Kinds } from './json-schema.ts'
import { readYaml, type YamlFile } from './yaml-file.ts'

/** More than a person mends in one go. */
const MOST_SHOWN = 100

export interface JobFile {
  readonly job: Job
  readonly mapping: Mapping
  /** The options of `source:` and `target:` as their kinds' schemas gave them back, defaults filled in. */
  readonly sourceOptions: unknown
  readonly targetOptions: unknown
  readonly jobText: string
  readonly mappingText: string
  /** SHA-256 of the text, hex. */
  readonly jobDigest: string
  readonly mappingDigest: string
  /** The folder that paths in the job are relative to. */
  readonly base: string
}

/** Throws Failure `job-invalid`, or `mapping-invalid` when only the mapping is wrong, with all `mistakes`. */
export function loadJob(path: string, options: { readonly kinds: Kinds; readonly lang?: Lang }): JobFile {
  const reader: Reader = { lang: options.lang ?? 'zh', mistakes: [] }
  const base = dirname(resolve(path))
  const jobFile = readYaml(path, shown(path), reader.lang)
  const job = check(reader, jobFile, { schema: jobSchema, json: jobJsonSchema() })
  const sourceOptions = checkKind(reader, jobFile, { key: 'source', kinds: options.kinds.sources })
  const targetOptions = checkKind(reader, jobFile, { key: 'target', kinds: options.kinds.targets })
  const ownMistakes = reader.mistakes.length

  const named = at(jobFile.value, 'mapping')
  const mappingPath = typeof named === 'string' && named !== '' ? resolve(base, named) : null
  const read = mappingPath === null ? null : readMapping(reader, mappingPath)
  if (job === undefined || read?.mapping === undefined || reader.mistakes.length > 0) {
    const code = ownMistakes > 0 ? 'job-invalid' : 'mapping-invalid'
    throw invalid(code, inOrder(reader.mistakes), reader.lang)
  }
  const [jobText, mappingText] = [jobFile.text, read.text]
  return {
    job,
    mapping: read.mapping,
    sourceOptions,
    targetOptions,
    jobText,
    mappingText,
    jobDigest: digest(jobText),
    mappingDigest: digest(mappingText),
    base,
  }
}

/** A mapping by itself, for `preview`. Throws Failure `mapping-invalid`. */
export function loadMapping(
  path: string,
  lang: Lang = 'zh',
): { readonly mapping: Mapping; readonly mappingText: string; readonly mappingDigest: string } {
  const reader: Reader = { lang, mistakes: [] }
  const { mapping, text } = readMapping(reader, path)
  if (mapping === undefined || reader.mistakes.length > 0) throw invalid('mapping-invalid', inOrder(reader.mistakes), lang)
  return { mapping, mappingText: text, mappingDigest: digest(text) }
}

/** Any other file that a person wrote in YAML, such as a preset of a target. Throws Failure `mapping-invalid`, told in both languages. */
export function loadYaml<T>(path: string, schema: ZodType<T>): T {
  const json = jsonSchemaOf(schema)
  const read = (lang: Lang): { value: T | undefined; failure: Failure } => {
    const reader: Reader = { lang, mistakes: [] }
    const value = check(reader, readYaml(path, shown(path), lang), { schema, json })
    return { value, failure: invalid('mapping-invalid', inOrder(reader.mistakes), lang) }
  }
  const { value, failure } = read('zh')
  if (value !== undefined) return value
  throw new Failure('mapping-invalid', both(failure.message, read('en').failure.message), { mistakes: failure.mistakes })
}

interface Reader {
  readonly lang: Lang
  readonly mistakes: Mistake[]
}

/** The mapping with the lists it names; their texts are part of the mapping's, so that a changed list is a changed mapping. */
function readMapping(reader: Reader, path: string): { mapping: Mapping | undefined; text: string } {
  const { mapping, text } = readOwnMapping(reader, path)
  const named = mapping?.inspect ?? []
  if (mapping === undefined || named.length === 0) return { mapping, text }
  const json = jsonSchemaOf(termsSchema)
  const files = named.map((name) => readYaml(resolve(dirname(path), name), shown(resolve(dirname(path), name)), reader.lang))
  const lists = files.flatMap((file) => check(reader, file, { schema: termsSchema, json }) ?? [])
  return { mapping: { ...mapping, lists }, text: [text, ...files.map((file) => file.text)].join('\n---\n') }
}

function readOwnMapping(reader: Reader, path: string): { mapping: Mapping | undefined; text: string } {
  const file = readYaml(path, shown(path), reader.lang)
  const mapping = check(reader, file, { schema: mappingSchema, json: mappingJsonSchema() })
  checkSelectors(reader, file)
  return { mapping, text: file.text }
}

function invalid(code: 'job-invalid' | 'mapping-invalid', mistakes: readonly Mistake[], lang: Lang): Failure {
  const head = say(lang, {
    zh: `发现 ${mistakes.length} 处错误:`,
    en: mistakes.length === 1 ? 'One mistake:' : `${mistakes.length} mistakes:`,
  })
  const more = mistakes.length - MOST_SHOWN
  const tail = more > 0 ? say(lang, { zh: `\n……还有 ${more} 处`, en: `\n… and ${more} more` }) : ''
  return new Failure(code, `${head}\n${mistakeText(mistakes.slice(0, MOST_SHOWN))}${tail}`, { mistakes })
}

/** Validates one file, or the part of it at `under`. Undefined when it is not valid; the mistakes are in the reader. */
function check<T>(
  reader: Reader,
  file: YamlFile,
  against: { schema: ZodType<T>; json: JsonSchema; under?: string; value?: unknown },
): T | undefined {
  if (against.under === undefined) reader.mistakes.push(...file.mistakes)
  if (file.mistakes.length > 0) return undefined
  const value = against.under === undefined ? file.value : against.value
  if (value === null || value === undefined) {
    reader.mistakes.push({
      file: file.file,
      line: null,
      column: null,
      path: '',
      what: say(reader.lang, { zh: '文件是空的', en: 'is empty' }),
      right: '',
    })
    return undefined
  }
  const result = against.schema.safeParse(value, { reportInput: true })
  if (result.success) return result.data
  const prefix = against.under === undefined ? [] : [against.under]
  reader.mistakes.push(...result.error.issues.flatMap((issue) => mistakesOf(reader.lang, file, { issue, prefix, json: against.json })))
  return undefined
}

interface Found {
  readonly issue: z.core.$ZodIssue
  readonly prefix: readonly string[]
  readonly json: JsonSchema
}

function mistakesOf(lang: Lang, file: YamlFile, { issue, prefix, json }: Found): Mistake[] {
  const path = [...prefix, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(json, issue.path)
    return issue.keys.slice(0, MOST_SHOWN).map((key) => unknownKey(lang, file, { path: [...path, key], key, known }))
  }
  if (issue.code === 'invalid_union') {
    // the branch with the fewest mistakes is the one the person had in mind
    const [best] = [...issue.errors].sort((a, b) => a.length - b.length)
    if (best !== undefined && best.length > 0)
      return best.flatMap((one) => mistakesOf(lang, file, { issue: { ...one, path: [...issue.path, ...one.path] }, prefix, json }))
  }
  return [{ file: file.file, ...file.place(path), path: pathText(path), ...issueText(lang, issue) }]
}

function unknownKey(lang: Lang, file: YamlFile, found: { path: readonly PropertyKey[]; key: string; known: readonly string[] }): Mistake {
  const meant = nearest(found.key, found.known)
  const right =
    meant === null
      ? say(lang, { zh: `可用的键: ${found.known.join('、')}`, en: `known keys: ${found.known.join(', ')}` })
      : say(lang, { zh: `是不是“${meant}”?`, en: `did you mean "${meant}"?` })
  return {
    file: file.file,
    ...file.place(found.path, true),
    path: pathText(found.path),
    what: say(lang, { zh: '没有这个键', en: 'unknown key' }),
    right,
  }
}

/** The options inside `source:` or `target:`, by the schema of the kind that it names. */
function checkKind(reader: Reader, file: YamlFile, part: { key: 'source' | 'target'; kinds: ReadonlyMap<string, ZodType> }): unknown {
  const given = at(file.value, part.key)
  const kind = at(given, 'kind')
  if (typeof kind !== 'string' || kind === '') return undefined
  const schema = part.kinds.get(kind)
  if (schema === undefined) {
    const [known, meant] = [[...part.kinds.keys()], nearest(kind, [...part.kinds.keys()])]
    const right = say(reader.lang, { zh: `可用: ${known.join('、')}`, en: `one of: ${known.join(', ')}` })
    const guess = meant === null ? '' : say(reader.lang, { zh: `是不是“${meant}”? `, en: `did you mean "${meant}"? ` })
    const what = say(reader.lang, { zh: `没有这个种类: ${JSON.stringify(kind)}`, en: `unknown kind: ${JSON.stringify(kind)}` })
    reader.mistakes.push({ file: file.file, ...file.place([part.key, 'kind']), path: `${part.key}.kind`, what, right: guess + right })
    return undefined
  }
  const json = jsonSchemaOf(schema)
  const value = json.properties?.['kind'] === undefined ? without(given, 'kind') : given
  return check(reader, file, { schema, json, under: part.key, value })
}

/** A wrong CSS selector would stop every post at normalizing; here it stops one person, once. */
function checkSelectors(reader: Reader, file: YamlFile): void {
  const rules = at(file.value, 'drop')
  if (!Array.isArray(rules)) return
  const page = load('<p></p>')
  rules.forEach((rule: unknown, index) => {
    const selector = at(rule, 'selector')
    if (typeof selector !== 'string') return
    try {
      page('p').is(selector)
    } catch {
      const path = ['drop', index, 'selector']
      const what = say(reader.lang, { zh: '不是有效的 CSS 选择器', en: 'is not a valid CSS selector' })
      reader.mistakes.push({ file: file.file, ...file.place(path), path: pathText(path), what, right: '' })
    }
  })
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
}

function without(value: unknown, key: string): unknown {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([name]) => name !== key))
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** A path as people would type it from where they stand. */
function shown(path: string): string {
  const near = relative(process.cwd(), resolve(path))
  return near.startsWith('..') || isAbsolute(near) ? path : near
}
