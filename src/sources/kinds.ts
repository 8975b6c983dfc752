// The table of archive kinds: the name a job gives in `source.kind` → how it is opened. One line per kind.
import { appJson } from './app-json/index.ts'
import { feed } from './feed/index.ts'
import { forum } from './forum/index.ts'
import type { SourceKind } from './source.ts'
import { toutiaoPages } from './toutiao-pages/index.ts'
import { webArchive } from './web-archive/index.ts'
import { webPages } from './web-pages/index.ts'
import { wechatArchive } from './wechat-archive/index.ts'

export const SOURCE_KINDS: Readonly<Record<string, SourceKind<unknown>>> = {
  'app-json': appJson,
  feed,
  forum,
  'toutiao-pages': toutiaoPages,
  'web-archive': webArchive,
  'web-pages': webPages,
  'wechat-archive': wechatArchive,
}
