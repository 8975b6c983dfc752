// The table of target kinds: the name a job gives in `target.kind` → how it is opened. One line per kind.
import { staticSite } from './static-site/index.ts'
import type { TargetKind } from './target.ts'

export const TARGET_KINDS: ReadonlyMap<string, TargetKind<unknown>> = new Map([['static-site', staticSite]])
