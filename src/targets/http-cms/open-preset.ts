// The options of a job go in; the preset they name comes out, checked, or one Failure with everything that is wrong or missing.
import { isAbsolute, join, resolve } from 'node:path'
import { Failure } from '../../domain/failures.ts'
import { both, half } from '../../domain/words.ts'
import type { TargetKit } from '../target.ts'
import type { HttpCmsOptions } from './options.ts'
import { presetSchema, type Preset } from './preset.ts'

const PRESETS = join(import.meta.dirname, '../../../mappings/targets')

/** A bare name is one of ours; anything else is a path. */
function presetPath(name: string, base: string): string {
  if (/^[a-z0-9][a-z0-9-]*$/.test(name)) return join(PRESETS, `${name}.yaml`)
  return isAbsolute(name) ? name : resolve(base, name)
}

/** Throws Failure `mapping-invalid` (the preset) or `job-invalid` (what the job must give). */
export function openPreset(options: HttpCmsOptions, kit: Pick<TargetKit, 'base' | 'yaml' | 'columns'>): Preset {
  const preset = inHaste(kit.yaml(presetPath(options.preset, kit.base), presetSchema), options)
  const faults = [...presetFaults(preset), ...jobFaults(preset, options, kit)]
  if (faults.length === 0) return preset
  const list = (lang: 'zh' | 'en'): string => faults.map((fault) => half(lang, fault)).join('\n')
  throw new Failure('job-invalid', both(list('zh'), list('en')))
}

/** No request waits longer than the job says. */
function inHaste(preset: Preset, { requestSeconds }: HttpCmsOptions): Preset {
  if (requestSeconds === undefined) return preset
  const shorter = (name: string, value: unknown): unknown =>
    name === 'timeoutSeconds' && typeof value === 'number' ? Math.min(value, requestSeconds) : value
  return presetSchema.parse(JSON.parse(JSON.stringify(preset), shorter))
}

function presetFaults(preset: Preset): string[] {
  const faults: string[] = []
  if (preset.stage === undefined && preset.create === undefined)
    faults.push(both('预设须有 stage 或 create', 'the preset needs stage or create'))
  if (preset.can.uniqueEnforced && preset.create === undefined)
    faults.push(both('uniqueEnforced 需要 create', 'uniqueEnforced needs create'))
  if (preset.read === undefined && preset.readPage === undefined)
    faults.push(both('预设须有 read 或 readPage', 'the preset needs read or readPage'))
  if (preset.batch !== undefined && (!preset.can.uniqueEnforced || preset.entry.key === undefined))
    faults.push(both('batch 需要 can.uniqueEnforced 和 entry.key', 'batch needs can.uniqueEnforced and entry.key'))
  if (preset.can.lookup && preset.find === undefined) faults.push(both('lookup 需要 find', 'lookup needs find'))
  if (preset.find !== undefined && preset.entry.key === undefined && (preset.read === undefined || preset.entry.html === undefined))
    faults.push(
      both(
        'find 需要 entry.key,或 read 和 entry.html(正文里有 {{html}} 的标记)',
        'find needs entry.key, or read and entry.html (where the mark of {{html}} stands)',
      ),
    )
  return [...faults, ...undeclared(preset)]
}

/** A value, secret or state that templates speak of and nobody declares would silently be empty. */
function undeclared(preset: Preset): string[] {
  const { values, optional, secrets } = preset.needs
  const declared = { value: { ...values, ...optional, ...preset.values }, secret: secrets, status: preset.status }
  const text = JSON.stringify(preset)
  return Object.entries(declared).flatMap(([word, names]) => {
    const used = new Set([...text.matchAll(new RegExp(`\\{\\{\\s*${word}\\.(\\w+)`, 'g'))].map((found) => found[1] ?? ''))
    return [...used]
      .filter((name) => !Object.hasOwn(names, name))
      .map((name) => both(`预设用到 ${word}.${name},但没有声明`, `the preset uses ${word}.${name} and does not declare it`))
  })
}

interface Part {
  readonly place: string
  readonly given: object
}

function missing(needs: Readonly<Record<string, string>>, { place, given }: Part): string[] {
  return Object.entries(needs)
    .filter(([name]) => !Object.hasOwn(given, name))
    .map(([name, what]) =>
      both(`缺少 target.${place}.${name}: ${half('zh', what)}`, `target.${place}.${name} is missing: ${half('en', what)}`),
    )
}

function strange(known: readonly string[], { place, given }: Part): string[] {
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) =>
      both(
        `没有 target.${place}.${name};可用: ${known.join('、') || '无'}`,
        `there is no target.${place}.${name}; known: ${known.join(', ') || 'none'}`,
      ),
    )
}

const NO_PAGE = both(
  '缺少 target.page: 读者看到的文章地址,如 {{site}}/news/{{id}}.html',
  'target.page is missing: where readers find an article, like {{site}}/news/{{id}}.html',
)

/** Two columns in one channel could not be told apart when they are read back. */
function sharedChannels(columns: HttpCmsOptions['columns']): string[] {
  const first = new Map<string, string>()
  return Object.entries(columns).flatMap(([id, channel]) => {
    const other = first.get(String(channel))
    if (other !== undefined)
      return [both(`栏目 ${other} 与 ${id} 对应同一频道 ${channel}`, `the columns ${other} and ${id} have the same channel ${channel}`)]
    first.set(String(channel), id)
    return []
  })
}

function jobFaults(preset: Preset, options: HttpCmsOptions, { columns }: Pick<TargetKit, 'columns'>): string[] {
  const { values, optional, secrets } = preset.needs
  const known = new Set(Object.keys({ ...values, ...optional, ...preset.values }))
  const columnIds = columns.map((column) => column.id)
  return [
    ...missing(values, { place: 'values', given: { ...preset.values, ...options.values } }),
    ...missing(secrets, { place: 'secrets', given: options.secrets }),
    ...strange([...known], { place: 'values', given: options.values }),
    ...strange(Object.keys(secrets), { place: 'secrets', given: options.secrets }),
    ...strange(Object.keys(preset.status), { place: 'status', given: options.status }),
    ...strange(columnIds, { place: 'columns', given: options.columns }),
    ...sharedChannels(options.columns),
    ...(options.page === undefined && preset.page === undefined ? [NO_PAGE] : []),
  ]
}
