// The table of target kinds: the name a job gives in `target.kind` → how it is opened. One line per kind.
import { httpCms } from './http-cms/index.ts'
import { staticSite } from './static-site/index.ts'
import type { TargetKind } from './target.ts'
import { wordpress } from './wordpress/index.ts'

export const TARGET_KINDS: ReadonlyMap<string, TargetKind<unknown>> = new Map<string, TargetKind<unknown>>([
  ['static-site', staticSite],
  ['http-cms', httpCms],
  ['wordpress', wordpress],
])
