// The tables of the docs that are made from the program's own tables, as Markdown; docs.test.ts compares them with the pages.
import { SETTINGS } from '../../src/config.ts'
import { FAILURES } from '../../src/domain/failures.ts'
import { adviceOf } from '../../src/domain/advice.ts'
import { FINDINGS, isFindingCode } from '../../src/domain/findings.ts'
import { STATES } from '../../src/domain/states.ts'
import { jobJsonSchema, jsonSchemaOf, mappingJsonSchema, type JsonSchema } from '../../src/json-schema.ts'
import { declarationSchema } from '../../src/sources/app-json/declaration.ts'
import { appJsonOptions } from '../../src/sources/app-json/options.ts'
import { authSchema } from '../../src/targets/http-cms/auth-schema.ts'
import { httpCmsOptions } from '../../src/targets/http-cms/options.ts'
import { presetSchema } from '../../src/targets/http-cms/preset.ts'
import { NAMES } from '../../src/targets/http-cms/names.ts'
import { requestSchema } from '../../src/targets/http-cms/request-schema.ts'
import { FILTER_NAMES } from '../../src/targets/http-cms/template.ts'

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n')
}

const code = (text: string): string => (text === '' ? '' : `\`${text}\``)

function keyRows(schema: JsonSchema, path: string): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, part]) => {
    const here = path === '' ? name : `${path}.${name}`
    const must = schema.required?.includes(name) === true && part['default'] === undefined
    const row = [code(here), must ? 'yes' : '', code(defaultText(part)), kindText(part), part.description ?? '']
    const inner = part.items ?? part
    // a request has its own table
    if (inner.properties?.['method'] !== undefined) return [row]
    return [row, ...keyRows(inner, part.items === undefined ? here : `${here}[]`)]
  })
}

function defaultText(part: JsonSchema): string {
  const value = part['default']
  const empty = value === undefined || (part.type === 'object' && part.properties !== undefined)
  return empty ? '' : JSON.stringify(value).replaceAll('"', '')
}

function kindText(part: JsonSchema): string {
  const choices = part['enum']
  if (Array.isArray(choices)) return choices.length > 12 ? 'a word of R19' : choices.map((choice) => code(String(choice))).join(' ')
  if (typeof part['const'] === 'string') return code(part['const'])
  if (part.type === 'array') return part.items?.type === 'object' ? 'list of keys' : 'list of texts'
  if (part.type === 'object') return 'keys'
  if (part['format'] === 'date') return 'day'
  return part.type === 'string' ? 'text' : part.type === 'integer' ? 'whole number' : (part.type ?? '')
}

/** One branch of a union after the other, each under its kind. */
function kindRows(schema: JsonSchema, name: string, by = 'kind'): string[][] {
  return [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].flatMap((branch) =>
    keyRows(branch, `${name} ${String(branch.properties?.[by]?.['const'])}`).filter(([, , , , meaning]) => meaning !== ''),
  )
}

const KEYS = ['key', 'required', 'default', 'value', 'meaning']

export const DOC_TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'docs/settings.md': {
    settings: table(
      ['setting', 'default', '说明', 'meaning'],
      Object.entries(SETTINGS).map(([name, one]) => [code(name), code(one.shown), one.zh, one.en]),
    ),
  },
  'docs/jobs.md': { keys: table(KEYS, keyRows(jobJsonSchema(), '')) },
  'docs/mappings.md': { keys: table(KEYS, keyRows(mappingJsonSchema(), '')) },
  'docs/sources/app-json.md': {
    options: table(
      KEYS,
      keyRows(jsonSchemaOf(appJsonOptions), '').filter(([key]) => key?.startsWith('`declare.') === false),
    ),
    declaration: table(KEYS, [
      ...keyRows(jsonSchemaOf(declarationSchema), ''),
      ...kindRows(jsonSchemaOf(declarationSchema).properties?.['paging'] ?? {}, 'paging', 'by'),
    ]),
  },
  'docs/targets/http-cms.md': {
    options: table(KEYS, keyRows(jsonSchemaOf(httpCmsOptions), '')),
    preset: table(KEYS, keyRows(jsonSchemaOf(presetSchema), '')),
    request: table(KEYS, keyRows(jsonSchemaOf(requestSchema), '')),
    body: table(KEYS, kindRows(jsonSchemaOf(requestSchema).properties?.['body'] ?? {}, 'body')),
    auth: table(KEYS, kindRows(jsonSchemaOf(authSchema), 'auth')),
    words: [`Values: ${NAMES.map(code).join(' ')}`, `Filters: ${FILTER_NAMES.map(code).join(' ')}`].join('\n\n'),
  },
  'docs/errors.md': {
    failures: table(
      ['code', 'fate', '怎么办', 'what to do'],
      Object.entries(FAILURES).map(([name, one]) => [code(name), one.fate, one.zh, one.en]),
    ),
    findings: table(
      ['code', 'level', '含义', 'meaning', '怎么办', 'what to do', 'rules'],
      Object.entries(FINDINGS).map(([name, one]) => {
        const { zh, en, rules } = adviceOf(isFindingCode(name) ? name : 'content-lost')
        return [code(name), one.level, one.zh, one.en, zh, en, rules.join(' ')]
      }),
    ),
  },
  'docs/glossary.md': {
    states: table(
      ['state', '状态', 'meaning', 'ends', 'waits for a person'],
      Object.entries(STATES).map(([name, one]) => [code(name), one.zh, one.en, one.ends ? 'yes' : '', one.waits ? 'yes' : '']),
    ),
  },
}
