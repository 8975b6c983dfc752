// The table of archive kinds: the name a job gives in `source.kind` → how it is opened. One line per kind.
import { appJson } from './app-json/index.ts'
import { douyinExport } from './douyin-export/index.ts'
import { feed } from './feed/index.ts'
import { forum } from './forum/index.ts'
import { joinedOf } from './joined/index.ts'
import type { SourceKind } from './source.ts'
import { toutiaoPages } from './toutiao-pages/index.ts'
import { webArchive } from './web-archive/index.ts'
import { webPages } from './web-pages/index.ts'
import { wechatApi } from './wechat-api/index.ts'
import { wechatArchive } from './wechat-archive/index.ts'
import { weiboApi } from './weibo-api/index.ts'
import { weiboArchive } from './weibo-archive/index.ts'
import { wechatPages } from './wechat-pages/index.ts'

/** Each reads one kind of archive. */
const SINGLE_KINDS: Readonly<Record<string, SourceKind<unknown>>> = {
  'app-json': appJson,
  'douyin-export': douyinExport,
  feed,
  forum,
  'toutiao-pages': toutiaoPages,
  'web-archive': webArchive,
  'web-pages': webPages,
  'wechat-api': wechatApi,
  'wechat-archive': wechatArchive,
  'weibo-api': weiboApi,
  'weibo-archive': weiboArchive,
  'wechat-pages': wechatPages,
}

export const SOURCE_KINDS: Readonly<Record<string, SourceKind<unknown>>> = { ...SINGLE_KINDS, joined: joinedOf(SINGLE_KINDS) }
