// Files on their way to the site: what it does not take is refused before a byte is sent, the rest is sent under its digest, or looked for
// where a person laid it.
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { shownEnding } from '../endings.ts'
import { leaveWithin } from '../in-time.ts'
import type { AssetToUpload, Uploaded } from '../target.ts'
import type { CmsRoom } from './cms-room.ts'
import { plainText, valueAt } from './json-path.ts'
import { render, uuidOf, type Scope } from './template.ts'
import { patienceMs } from './times.ts'

export async function uploadFile(room: CmsRoom, asset: AssetToUpload): Promise<Uploaded> {
  refuseType(room, asset)
  const upload = room.preset.uploadOf?.[kindOf(asset.mediaType)] ?? room.preset.upload
  if (upload === undefined) return await laidFile(room, asset)
  const leaveBy = leaveWithin(patienceMs(room.preset, upload))
  const bytes = await room.kit.asset(asset.digest)
  const scope = mediaScope(asset, bytes.length)
  const file = { bytes, type: asset.mediaType, name: nameOf(asset) }
  const told = await room.asker.run(upload, scope, { file, leaveBy })
  if (told.kind === 'exists') {
    const found = await findFile(room, asset)
    if (found !== null) return found
  }
  if (told.kind !== 'done') throw notUnderstood()
  return uploaded(room, { id: told.id, url: told.url }, { ...scope, got: told.keep })
}

/** Null = none; also where the CMS has no way to ask. */
export async function findFile(room: CmsRoom, asset: AssetToUpload): Promise<Uploaded | null> {
  const { findUpload, media } = room.preset
  if (findUpload === undefined) return null
  const scope = mediaScope(asset, 0)
  const told = await room.asker.run(findUpload.steps, scope)
  if (told.kind !== 'done') return null
  const list = findUpload.list === undefined ? told.data : valueAt(told.data, findUpload.list)
  if (!Array.isArray(list) || list.length === 0) return null
  const [item] = list as unknown[]
  const at = (path: string | undefined): string | null => (path === undefined ? null : plainText(valueAt(item, path)))
  return uploaded(room, { id: at(media.id), url: at(media.url) }, { ...scope, item })
}

function uploaded(room: CmsRoom, found: { readonly id: string | null; readonly url: string | null }, scope: Scope): Uploaded {
  const { link } = room.preset.media
  const given: Scope = { ...room.scope, ...scope, media: { ...(scope['media'] as object), id: found.id, url: found.url } }
  const said = link === undefined ? found.url : plainText(render(link, given))
  const url = said === null ? null : room.own.absolute(said)
  if (url === null || !room.own.host(url)) throw notUnderstood()
  return { id: found.id ?? url, url }
}

function notUnderstood(): Failure {
  return new Failure(
    'target-unknown-outcome',
    both('上传的应答中没有本站的文件地址', 'the answer to the upload names no address of a file on the site'),
  )
}

function mediaScope({ digest, mediaType, name, alt }: AssetToUpload, bytes: number): Scope {
  const file = nameOf({ digest, mediaType })
  return {
    media: { digest, type: mediaType, name: file, title: name || file, alt, bytes, uuid: uuidOf(digest), kind: mediaType.split('/', 1)[0] },
  }
}

function nameOf({ digest, mediaType }: Pick<AssetToUpload, 'digest' | 'mediaType'>): string {
  return `${digest}.${shownEnding(mediaType) ?? 'bin'}`
}

function kindOf(mediaType: string): 'image' | 'audio' | 'video' | 'file' {
  const kind = plainType(mediaType).split('/', 1)[0]
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'file'
}

function plainType(mediaType: string): string {
  return mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

export function takes(types: readonly string[] | undefined, mediaType: string): boolean {
  const type = plainType(mediaType)
  return types === undefined || types.some((one) => one === type || (one.endsWith('/*') && type.startsWith(one.slice(0, -1))))
}

function refuseType({ preset }: CmsRoom, { mediaType }: AssetToUpload): void {
  const type = plainType(mediaType)
  if (takes(preset.fileTypes, type)) return
  throw new Failure('target-refused', both(`${preset.title} 不收 ${type} 类型的文件`, `${preset.title} takes no files of type ${type}`))
}

/** A site without an upload call: the file must have been laid where the job says, and be the right one. */
async function laidFile({ options, preset, fileAt }: CmsRoom, asset: AssetToUpload): Promise<Uploaded> {
  if (options.mediaBase === undefined)
    throw new Failure(
      'target-refused',
      both(
        `${preset.title} 没有上传接口;请把文件放到站点上并设置 target.mediaBase`,
        `${preset.title} has no upload call; lay the files on the site and set target.mediaBase`,
      ),
    )
  const url = `${options.mediaBase.replace(/\/$/, '')}/${nameOf(asset)}`
  const file = await fileAt(url)
  if (typeof file === 'object' && file.status === 200 && file.digest === asset.digest) return { id: url, url }
  throw new Failure(
    'target-refused',
    both(
      `站点上没有文件 ${nameOf(asset)},或内容不同;请放到 target.mediaBase 下`,
      `the file ${nameOf(asset)} is not below target.mediaBase, or is another one; lay it there`,
    ),
  )
}
