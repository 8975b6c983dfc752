// JSON of a video list → rows: answers of the platform that tools keep (aweme_list, one aweme a file), the open interface's video list, and
// flat objects one for each post. Numbers keep all their digits. Pure.
import type { Json } from '../../domain/archive.ts'
import { inside, isObject, objectsOf, readJson, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { EMPTY_ROW, idIn, topicsIn } from './row.ts'
import type { VideoRow } from './row.ts'
import { flatRow, wordsOf } from './table-rows.ts'

const WRAPPERS = [
  'aweme_list',
  'aweme_detail',
  'item_list',
  'work_list',
  'items',
  'list',
  'data',
  'videos',
  'works',
  'rows',
  'result',
  'response',
]
const MOST_DEPTH = 5

/** Null = JSON that lists no videos, or no JSON. A broken line of JSON lines stays a null among the rows. */
export function jsonRows(text: string): readonly (VideoRow | null)[] | null {
  const whole = readJson(`{"all":${text.replace(/^\ufeff/, '')}}`)
  if (whole !== null) return found(rowsOf(whole['all'], 0))
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const rows = lines.flatMap((line): readonly (VideoRow | null)[] => {
    const one = readJson(line)
    return one === null ? [null] : rowsOf(one, 0)
  })
  return found(rows)
}

function found(rows: readonly (VideoRow | null)[]): readonly (VideoRow | null)[] | null {
  return rows.some((row) => row !== null) ? rows : null
}

function rowsOf(value: Json | undefined, depth: number): readonly (VideoRow | null)[] {
  if (depth > MOST_DEPTH) return []
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((one) => rowsOf(one, depth + 1))
  if (!isObject(value)) return []
  if (isAweme(value)) return [awemeRow(value)]
  const wrapped = WRAPPERS.filter((name) => Object.hasOwn(value, name) && typeof value[name] === 'object')
  if (wrapped.length > 0) return wrapped.flatMap((name) => rowsOf(value[name], depth + 1))
  const row = flatRow(Object.entries(value).flatMap(([name, one]) => flat(name, one)))
  return row === null ? [] : [row]
}

function flat(name: string, value: Json): readonly (readonly [string, string])[] {
  if (name === 'statistics' && isObject(value)) return Object.entries(value).flatMap(([inner, one]) => flat(inner, one))
  if (Array.isArray(value)) {
    const words = value.map((one: Json) => wordOf(one)).filter((word) => word !== null)
    return words.length === 0 ? [] : [[name, words.join('\n')]]
  }
  const word = wordOf(value)
  return word === null ? [] : [[name, word]]
}

/** As the platform's own pages get it. */
function isAweme(value: JsonObject): boolean {
  return 'aweme_id' in value && (isObject(value['video']) || isObject(value['author']) || Array.isArray(value['text_extra']))
}

function awemeRow(aweme: JsonObject): VideoRow {
  const caption = wordOf(aweme['desc']) ?? wordOf(aweme['caption'])
  const images = objectsOf(aweme['images'] ?? inside(aweme, 'image_post_info', 'images')).map((image) => firstUrl(image))
  const link = wordOf(aweme['share_url']) ?? wordOf(inside(aweme, 'share_info', 'share_url'))
  const topics = objectsOf(aweme['text_extra']).map((extra) => wordOf(extra['hashtag_name']))
  return {
    ...EMPTY_ROW,
    from: 'api',
    id: idIn(wordOf(aweme['aweme_id']), link),
    ...wordsOf(wordOf(aweme['item_title']) ?? wordOf(aweme['preview_title']), caption),
    time: wordOf(aweme['create_time']),
    isImages: images.length > 0,
    account: wordOf(inside(aweme, 'author', 'nickname')),
    topics: [...new Set([...topics.filter((topic) => topic !== null), ...topicsIn(caption ?? '')])],
    link: link !== null && /^https?:\/\//i.test(link) ? (link.split('?')[0] ?? null) : null,
    state: awemeState(aweme),
    files: images.length > 0 ? [] : oneOf(firstUrl(inside(aweme, 'video', 'play_addr'))),
    covers: oneOf(firstUrl(inside(aweme, 'video', 'origin_cover')) ?? firstUrl(inside(aweme, 'video', 'cover'))),
    images: images.filter((image) => image !== null),
    counts: countsOf(aweme),
  }
}

function awemeState(aweme: JsonObject): VideoRow['state'] {
  const status = isObject(aweme['status']) ? aweme['status'] : {}
  if (status['is_delete'] === true) return 'deleted'
  if (status['is_prohibited'] === true) return 'violation'
  return Number(status['private_status'] ?? 0) > 0 ? 'private' : 'ok'
}

function countsOf(aweme: JsonObject): VideoRow['counts'] {
  const names = ['play_count', 'digg_count', 'comment_count', 'collect_count', 'share_count']
  const counts = names.map((name) => [name, Number(inside(aweme, 'statistics', name) ?? Number.NaN)] as const)
  const duration = Number(inside(aweme, 'video', 'duration') ?? Number.NaN)
  return Object.fromEntries(
    [...counts, ['duration_ms', duration] as const].filter(([, count]) => Number.isSafeInteger(count) && count >= 0),
  )
}

function firstUrl(value: Json | undefined): string | null {
  const list = inside(value, 'url_list')
  return Array.isArray(list) ? wordOf((list as readonly Json[])[0]) : wordOf(list)
}

function oneOf(value: string | null): readonly string[] {
  return value === null ? [] : [value]
}
