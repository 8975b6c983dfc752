// What the interface told of one post → its page, by the same reading as an export's row. Pure: reads the material alone; never throws.
import type { Material } from '../../domain/archive.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Page, PageMedia } from '../../domain/page.ts'
import { fromEpoch } from '../text/dates.ts'
import { inside, isObject, objectsOf, readJson, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { mergeReadings, unreadable } from '../wechat-archive/merge.ts'
import { readPart } from '../wechat-archive/read-part.ts'

export function parseMaterial(material: Material): Page {
  try {
    const rows = material.parts.flatMap(({ role, name, bytes }) => {
      const told = role === 'row' && bytes !== null ? readJson(Buffer.from(bytes).toString('utf8')) : null
      return told === null || bytes === null ? [] : [{ name, bytes, told }]
    })
    const [first] = rows
    if (first === undefined) return unreadable('接口的内容没有保存下来')
    const more = rows.slice(1).map(({ told }) => told)
    if (first.told['in'] === 'service') return servicePage(first.told)
    if (first.told['in'] === 'library') return libraryPage(first.told, more, material)
    return articlePage(first, more, material)
  } catch {
    return unreadable('接口的内容结构异常,无法读取')
  }
}

function articlePage(
  { name, bytes, told }: { name: string; bytes: Uint8Array; told: JsonObject },
  more: readonly JsonObject[],
  material: Material,
): Page {
  const reading = readPart('row', name, bytes)
  const row = told['row']
  if (reading === null || !isObject(row)) return unreadable('接口的内容结构异常,无法读取')
  const page = mergeReadings([reading], material.key)
  const pictures = pictureIds(row)
  const cover = coverId(row)
  const media = [
    ...page.media,
    ...(cover === null ? [] : [pictureOf(cover, 'cover')]),
    ...pictures.map((id): PageMedia => pictureOf(id, 'body')),
  ]
  const read: Page = {
    ...page,
    kind: pictures.length > 0 ? 'images' : page.kind,
    // pictures alone are a post too
    ...(page.state === 'absent' && pictures.length > 0 ? { state: 'ok' as const, stateText: undefined } : {}),
    body: plainBody(page.body),
    media,
    facts: { ...page.facts, ...numbersOf(material), ...commentsOf(more) },
  }
  if (told['in'] === 'published') return withoutText(read)
  const modified = fromEpoch(told['changed'], 'api')
  const old = { ...read, published: UNKNOWN_DATE, modified, facts: { ...read.facts, listed_in: wordOf(told['in']) ?? '' } }
  if (told['in'] !== 'draft') return withoutText(old)
  return { ...old, url: null, state: 'private', stateText: '草稿,从未发表' }
}

/** An undefined state text is none. */
function withoutText(page: Page): Page {
  if (page.stateText !== undefined) return page
  const { stateText: _, ...rest } = page
  return rest
}

function pictureOf(id: string, role: PageMedia['role']): PageMedia {
  return { kind: 'image', ref: `material:${id}`, role }
}

/** Text and picture posts come without markup: their line breaks are all they have. */
function plainBody(body: Page['body']): Page['body'] {
  return 'html' in body && !/[<&]/.test(body.html) ? { text: body.html } : body
}

/** Pictures of a picture post, which the interface names by their ids alone. */
export function pictureIds(row: JsonObject): readonly string[] {
  const listed = objectsOf(inside(row, 'image_info', 'image_list')).flatMap((one) => wordOf(one['image_media_id']) ?? [])
  return [...new Set(listed)]
}

/** A cover that has no address, and is not one of the pictures. */
export function coverId(row: JsonObject): string | null {
  const id = wordOf(row['thumb_url']) === null ? wordOf(row['thumb_media_id']) : null
  return id === null || pictureIds(row).includes(id) ? null : id
}

const NUMBERS: Readonly<Record<string, string>> = {
  reads: 'read_users',
  shares: 'share_users',
  likes: 'like_users',
  wows: 'wow_users',
  comments: 'comment_num',
}

function numbersOf({ ref }: Material): Page['facts'] {
  const numbers = isObject(ref) ? ref['numbers'] : null
  if (!isObject(numbers ?? null)) return {}
  const facts: Record<string, string | number> = {}
  for (const [name, fact] of Object.entries(NUMBERS)) {
    const value = inside(numbers, name)
    if (typeof value === 'number') facts[fact] = value
  }
  const until = wordOf(inside(numbers, 'until'))
  return until === null ? facts : { ...facts, statistics_until: until.slice(0, 10) }
}

function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}

function commentsOf(more: readonly JsonObject[]): Page['facts'] {
  const told = more.find((row) => row['in'] === 'comments')
  if (told === undefined) return {}
  return { comment_num: countOf(told['total']), elected_comments: countOf(told['elected']), own_replies: objectsOf(told['replies']).length }
}

function blank(): Page {
  const { stateText: _, ...page } = unreadable('')
  return { ...page, state: 'ok' }
}

const KINDS = { image: 'images', voice: 'audio', video: 'video' } as const
const MEDIA = { image: 'image', voice: 'audio', video: 'video' } as const

function libraryPage(told: JsonObject, more: readonly JsonObject[], { key }: Material): Page {
  const row = isObject(told['row']) ? told['row'] : {}
  const type = told['type'] === 'voice' || told['type'] === 'video' ? told['type'] : 'image'
  const id = wordOf(row['media_id']) ?? key.slice('wechat:library:'.length)
  const described = more.find((one) => one['in'] === 'described') ?? {}
  return {
    ...blank(),
    kind: KINDS[type],
    title: wordOf(described['title']) ?? wordOf(row['name']),
    modified: fromEpoch(row['update_time'], 'api'),
    body: { text: wordOf(described['description']) ?? '' },
    media: [{ kind: MEDIA[type], ref: `material:${id}`, role: 'body' }],
    facts: { listed_in: 'library' },
  }
}

const SERVICE = '自定义菜单与自动回复的图片、语音和视频,随服务功能清单保存,不是文章'

function servicePage(told: JsonObject): Page {
  const lines = objectsOf(told['functions']).map((one) =>
    [one['under'], one['name'], one['address'], one['answer']].flatMap((word) => wordOf(word) ?? []).join(' · '),
  )
  const media = objectsOf(told['media']).flatMap(({ name, type }): readonly PageMedia[] => {
    const kind = type === 'voice' ? 'audio' : type === 'video' ? 'video' : 'image'
    const ref = wordOf(name)
    return ref === null ? [] : [{ kind, ref, role: 'attachment' }]
  })
  const page: Page = { ...blank(), kind: 'text', title: '自定义菜单与自动回复', body: { text: lines.join('\n') }, media }
  return { ...page, state: 'private', stateText: SERVICE, facts: { listed_in: 'service' } }
}
