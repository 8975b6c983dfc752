// The table of archive kinds: the name a job gives in `source.kind` → how it is opened. One line per kind.
import type { SourceKind } from './source.ts'
import { wechatArchive } from './wechat-archive/index.ts'

export const SOURCE_KINDS: Readonly<Record<string, SourceKind<unknown>>> = {
  'wechat-archive': wechatArchive,
}
