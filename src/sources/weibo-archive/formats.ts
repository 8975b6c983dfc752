// The table of formats: the first that recognizes a file has it. Tools before the platform's own answers, since those take any JSON.
import type { Reader } from '../weibo/telling.ts'
import type { Format } from './format.ts'
import { linksFormat } from './links-format.ts'
import { PLATFORM_FORMATS } from './platform-formats.ts'
import { TOOLS } from './tools/tools.ts'

export const FORMATS: readonly Format[] = [...TOOLS, linksFormat, ...PLATFORM_FORMATS]

/** For parse: captures name the format of each record. */
export const FORMAT_READERS: ReadonlyMap<string, Reader> = new Map(FORMATS.map(({ name, status }) => [name, status]))

export function formatNamed(name: string): Format | null {
  return FORMATS.find((format) => format.name === name) ?? null
}
