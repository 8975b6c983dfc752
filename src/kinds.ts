// The names of every source kind and target kind, with the options a job file may give them; from the rooms' own tables.
import type { Kinds } from './json-schema.ts'
import { SOURCE_KINDS } from './sources/kinds.ts'
import { TARGET_KINDS } from './targets/kinds.ts'

/** After adding a kind, run `npm run schema`. */
export const KINDS: Kinds = {
  sources: new Map(Object.entries(SOURCE_KINDS).map(([name, kind]) => [name, kind.options])),
  targets: new Map([...TARGET_KINDS].map(([name, kind]) => [name, kind.options])),
}
