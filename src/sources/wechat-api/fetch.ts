// One post's ref → all its bytes: what the list told of it, the account's own words in its comments, then everything it shows.
import type { Json, Part } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { isObject, objectsOf, readJson, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { readPart } from '../wechat-archive/read-part.ts'
import { referencesOf } from '../wechat-archive/references.ts'
import { remoteBytes } from '../wechat-archive/fetch.ts'
import { articleAgain } from './again.ts'
import { placeOf } from './articles.ts'
import type { ArticleRef } from './articles.ts'
import { commentsRow } from './comments.ts'
import type { LibraryRef } from './library.ts'
import { materialBytes, serviceBytes } from './media.ts'
import type { Asking, Had } from './media.ts'
import { coverId, pictureIds } from './parse.ts'
import { readOffered, serviceRow } from './account-functions.ts'
import type { ServiceRef } from './account-functions.ts'

type Ref = ArticleRef | LibraryRef | ServiceRef

export interface Fetching extends Asking {
  readonly comments: boolean
}

export async function* fetchParts(fetching: Fetching, ref: Json): AsyncGenerator<Part> {
  const given = checkedRef(ref)
  if (given.in === 'service') yield* serviceParts(fetching, given)
  else if (given.in === 'library') yield* libraryParts(fetching, given)
  else yield* articleParts(fetching, given)
}

function checkedRef(ref: Json): Ref {
  if (isObject(ref) && typeof ref['in'] === 'string' && typeof ref['row'] === 'string') return ref as unknown as Ref
  throw new Failure('file-missing', both('该文的位置记录无法读取', 'the note where this post lies is not readable'))
}

async function* articleParts(fetching: Fetching, ref: ArticleRef): AsyncGenerator<Part> {
  const name = `${ref.in}:${ref.id}#${ref.n + 1}`
  const bytes = (await fetching.kit.kept(ref.row)) ?? (await articleAgain(fetching, ref))
  yield { role: 'row', name, bytes }
  const row = rowIn(bytes)
  const reading = readPart('row', name, bytes)
  const place = reading?.keys.map(placeOf).find((one) => one !== null) ?? null
  const closed = row['need_open_comment'] === 0 || row['is_deleted'] === true
  if (fetching.comments && ref.in === 'published' && place !== null && !closed) {
    const comments = await commentsRow(fetching.api, place)
    if (comments !== null) yield { role: 'row', name: `comments:${place}`, bytes: comments }
  }
  const cover = wordOf(row['thumb_url'])
  const thumb = wordOf(row['thumb_media_id'])
  for (const reference of reading === null ? [] : referencesOf(reading)) {
    const had = await remoteBytes(fetching.kit, reference)
    // the cover is also a material of the account, which the interface gives where the web does not
    const own = had.bytes === null && reference.name === cover && thumb !== null ? await materialBytes(fetching, thumb) : had
    yield { role: 'media', name: reference.name, also: reference.also, ...partOf(own.bytes === null ? had : own) }
  }
  const ids = [coverId(row), ...pictureIds(row)].filter((id) => id !== null)
  for (const id of ids) yield { role: 'media', name: `material:${id}`, ...partOf(await materialBytes(fetching, id)) }
}

function rowIn(bytes: Uint8Array): JsonObject {
  const row = readJson(Buffer.from(bytes).toString('utf8'))?.['row']
  return isObject(row) ? row : {}
}

function partOf({ bytes, missing }: Had): Had {
  return bytes === null ? { bytes, missing: missing ?? 'media-missing' } : { bytes }
}

async function* libraryParts({ api, kit }: Fetching, { type, id, row }: LibraryRef): AsyncGenerator<Part> {
  const kept = await kit.kept(row)
  const said = kept ?? Buffer.from(JSON.stringify({ in: 'library', type, row: { media_id: id } }))
  yield { role: 'row', name: `library:${id}`, bytes: said }
  const url = type === 'image' ? wordOf(rowIn(said)['url']) : null
  const had =
    url !== null && kit.mayGet(url) ? await remoteBytes(kit, { kind: 'image', name: '', also: [], remote: [url], words: [] }) : null
  const { described, ...medium } = had?.bytes == null ? await materialBytes({ api, kit }, id) : { ...had, described: undefined }
  if (described !== undefined) {
    // its address lasts hours
    const { title = null, description = null } = described
    yield { role: 'row', name: `library:${id}:described`, bytes: Buffer.from(JSON.stringify({ in: 'described', title, description })) }
  }
  yield { role: 'media', name: `material:${id}`, ...partOf(medium) }
}

async function* serviceParts(fetching: Fetching, ref: ServiceRef): AsyncGenerator<Part> {
  const kept = await fetching.kit.kept(ref.row)
  const offered = kept === null ? await readOffered(fetching.api) : null
  const bytes = kept ?? (offered === null ? new Uint8Array() : serviceRow(offered))
  yield { role: 'row', name: 'service', bytes }
  const names = new Set(objectsOf(readJson(Buffer.from(bytes).toString('utf8'))?.['media']).map((one) => one['name']))
  for (const medium of (offered?.media ?? ref.media).filter(({ name }) => names.has(name)))
    yield { role: 'media', name: medium.name, ...partOf(await serviceBytes(fetching, medium)) }
}
