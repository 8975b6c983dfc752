// The tables of every source kind and target kind there is: their names, and the options a job file may give them.
import type { Kinds } from './json-schema.ts'
import { SOURCE_KINDS } from './sources/kinds.ts'
import { TARGET_KINDS } from './targets/kinds.ts'

/** A new source or target is a line in its own table; then run `npm run schema`. */
export const KINDS: Kinds = {
  sources: new Map(Object.entries(SOURCE_KINDS).map(([name, kind]) => [name, kind.options])),
  targets: new Map([...TARGET_KINDS].map(([name, kind]) => [name, kind.options])),
}
