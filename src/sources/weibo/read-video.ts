// A film as an answer tells it (`page_info`, an item of a mixed post) → its best address, poster and title.
import { isObject, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { addressIn, countOf, firstWord, listOf } from './json-words.ts'
import type { WeiboVideo } from './status.ts'

const ADDRESSES = [
  'mp4_1080p_mp4',
  'mp4_720p_mp4',
  'hevc_mp4_hd',
  'mp4_hd_mp4',
  'mp4_hd_url',
  'stream_url_hd',
  'mp4_sd_url',
  'stream_url',
  'mp4_ld_mp4',
  'h265_mp4_hd',
  'replay_hd',
]

/** Empty when nothing tells of a film. */
export function bestVideo(info: JsonObject): readonly WeiboVideo[] {
  const media = isObject(info['media_info']) ? info['media_info'] : {}
  const urls = isObject(info['urls']) ? info['urls'] : {}
  const url = bestPlayback(media) ?? firstAddress(urls) ?? firstAddress(media)
  const object = firstWord(info, 'object_id') ?? firstWord(media, 'media_id')
  if (url === null && object === null) return []
  const title = firstWord(media, 'video_title', 'kol_title', 'name') ?? firstWord(info, 'title', 'content2')
  return [{ url, file: null, poster: posterOf(info), title: isUsual(title) ? null : title, object }]
}

/** `某某的微博视频` says nothing. */
function isUsual(title: string | null): boolean {
  return title === null || /的(?:微博|秒拍)?视频$/.test(title)
}

function bestPlayback(media: JsonObject): string | null {
  let best: { readonly url: string; readonly quality: number } | null = null
  for (const one of listOf(media['playback_list'])) {
    const url = isObject(one['play_info']) ? addressIn(one['play_info']['url']) : null
    const quality = (isObject(one['meta']) ? countOf(one['meta']['quality_index']) : null) ?? 0
    if (url !== null && (best === null || quality > best.quality)) best = { url, quality }
  }
  return best?.url ?? null
}

function firstAddress(from: JsonObject): string | null {
  for (const name of ADDRESSES) {
    const url = addressIn(from[name])
    if (url !== null) return url
  }
  return null
}

export function posterOf(info: JsonObject): string | null {
  const { page_pic: pic } = info
  if (isObject(pic)) return addressIn(pic['url'])
  return addressIn(pic) ?? addressIn(info['pic']) ?? (wordOf(info['page_pic']) === null ? null : addressIn(info['page_pic']))
}
