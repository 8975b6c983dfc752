// Files of the material library → one item each: a picture, sound or film that somebody stored at the platform. When, or whether, it was ever
// published is not told.
import { createHash } from 'node:crypto'
import type { Discovered, Json } from '../../domain/archive.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { SourceKit } from '../source.ts'
import { wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import type { WechatApiOptions } from './options.ts'

export type LibraryType = WechatApiOptions['library'][number]

export interface LibraryRef {
  readonly in: 'library'
  readonly type: LibraryType
  readonly id: string
  readonly row: string
}

export async function libraryPost(type: LibraryType, file: JsonObject, kit: Pick<SourceKit, 'keep'>): Promise<readonly Discovered[]> {
  const id = wordOf(file['media_id'])
  if (id === null) return []
  const name = wordOf(file['name'])
  const row = Buffer.from(JSON.stringify({ in: 'library', type, row: file }))
  const ref: LibraryRef = { in: 'library', type, id, row: await kit.keep(row) }
  const said = JSON.stringify([type, id, name, file['update_time'] ?? null])
  return [
    {
      key: `wechat:library:${id}`,
      aliases: [],
      ref: ref as unknown as Json,
      version: createHash('sha256').update(said).digest('hex'),
      title: name,
      url: null,
      listed: UNKNOWN_DATE,
    },
  ]
}
