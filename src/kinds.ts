// The tables of every source kind and target kind there is: their names, and the options a job file may give them.
import type { Kinds } from './json-schema.ts'

/** Adding a source or a target means adding one line here; then run `npm run schema`. */
export const KINDS: Kinds = {
  sources: new Map(),
  targets: new Map(),
}
