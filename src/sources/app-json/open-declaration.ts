// The options of a job → the whole declaration: that of the preset with what the job says itself. Throws one Failure with what is wrong.
import { isAbsolute, join, resolve } from 'node:path'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { SourceKit } from '../source.ts'
import { appSchema } from './declaration.ts'
import type { Declared } from './declaration.ts'
import type { AppJsonOptions } from './options.ts'
import { namesIn } from './templates.ts'

const PRESETS = join(import.meta.dirname, '../../../mappings/apps')

/** A bare name is one of ours; anything else is a path. */
function presetPath(name: string, base: string): string {
  if (/^[a-z0-9][a-z0-9-]*$/.test(name)) return join(PRESETS, `${name}.yaml`)
  return isAbsolute(name) ? name : resolve(base, name)
}

/** Throws Failure `mapping-invalid` (the preset) or `job-invalid` (what does not fit together). */
export function openDeclaration(options: AppJsonOptions, kit: Pick<SourceKit, 'base' | 'yaml'>): Declared {
  const { preset, declare, url } = options
  const named = preset ?? (declare === undefined ? 'generic' : null)
  const file = named === null ? {} : kit.yaml(presetPath(named, kit.base), appSchema).declare
  const declared: Declared = { ...file, ...declare }
  const fault = url === undefined ? null : pagingFault(url, declared)
  if (fault !== null) throw new Failure('job-invalid', fault)
  return declared
}

/** A list whose address never changes would be asked for ever, or once: neither is what the job meant. */
function pagingFault(url: string, { paging }: Declared): string | null {
  const names = namesIn(url)
  const wanted = paging === undefined || paging.by === 'next' ? null : paging.by
  if (wanted !== null && !names.includes(wanted))
    return both(`paging.by 为 ${wanted},但 source.url 中没有 {{${wanted}}}`, `paging.by is ${wanted}, but source.url has no {{${wanted}}}`)
  const idle = ['page', 'offset', 'cursor'].find((name) => names.includes(name) && name !== wanted)
  return idle === undefined
    ? null
    : both(`source.url 中有 {{${idle}}},但没有 paging.by: ${idle}`, `source.url has {{${idle}}}, but there is no paging.by: ${idle}`)
}
