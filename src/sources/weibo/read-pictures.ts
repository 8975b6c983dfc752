// The pictures of one status JSON of any dialect, in their order, each with its largest known address. What an answer names only by id gets the
// address that the platform makes of ids; nothing else is made up.
import { isObject, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { pidOf } from './ids.ts'
import { addressIn, listOf, wordsOf } from './json-words.ts'
import type { WeiboPicture, WeiboVideo } from './status.ts'
import { bestVideo } from './read-video.ts'

export interface Shown {
  readonly pictures: readonly WeiboPicture[]
  /** Films that stand among the pictures. */
  readonly videos: readonly WeiboVideo[]
}

export function readPictures(mblog: JsonObject): Shown {
  const shown = fromMix(mblog) ?? fromPics(mblog) ?? fromInfos(mblog) ?? fromThumbs(mblog)
  return { pictures: withMoving(shown.pictures, mblog), videos: shown.videos }
}

/** Pictures and films together: the list of pictures is empty then. */
function fromMix(mblog: JsonObject): Shown | null {
  const mix = mblog['mix_media_info']
  const items = isObject(mix) ? listOf(mix['items']) : []
  if (items.length === 0) return null
  const data = items.map((item) => ({ type: wordOf(item['type']), data: isObject(item['data']) ? item['data'] : {} }))
  return {
    pictures: data.flatMap((one) => (one.type === 'pic' ? pictureOf(one.data) : [])),
    videos: data.flatMap((one) => (one.type === 'video' ? bestVideo(one.data) : [])),
  }
}

function fromPics(mblog: JsonObject): Shown | null {
  const pics = listOf(mblog['pics'])
  if (pics.length === 0) return null
  return {
    pictures: pics.flatMap((pic) => (isFilm(pic) ? [] : pictureOf(pic))),
    videos: pics.flatMap((pic) => {
      const url = addressIn(pic['videoSrc'])
      return isFilm(pic) && url !== null ? [{ url, file: null, poster: largest(pic), title: null, object: null }] : []
    }),
  }
}

function isFilm(pic: JsonObject): boolean {
  return pic['type'] === 'video'
}

/** weibo.com/ajax: by id, in the order of `pic_ids`. */
function fromInfos(mblog: JsonObject): Shown | null {
  const infos = mblog['pic_infos']
  if (!isObject(infos)) return null
  const order = [...new Set([...wordsOf(mblog['pic_ids']), ...Object.keys(infos)])]
  const pictures = order.flatMap((pid) => {
    const info = Object.hasOwn(infos, pid) ? infos[pid] : undefined
    return isObject(info) ? pictureOf({ pid, ...info }) : [plain(pid, madeAddress(pid))]
  })
  return pictures.length === 0 ? null : { pictures, videos: [] }
}

/** API v2: small ones by address; older posts have one only. */
function fromThumbs(mblog: JsonObject): Shown {
  const small = listOf(mblog['pic_urls']).flatMap((one) => addressIn(one['thumbnail_pic']) ?? addressIn(one['url']) ?? [])
  const ids = wordsOf(mblog['pic_ids'])
  const only = addressIn(mblog['original_pic']) ?? addressIn(mblog['bmiddle_pic']) ?? addressIn(mblog['thumbnail_pic'])
  const urls = small.length > 0 ? small : ids.length > 0 ? ids.map(madeAddress) : only === null ? [] : [only]
  return { pictures: urls.map((url) => plain(pidOf(url), enlarged(url))), videos: [] }
}

function pictureOf(pic: JsonObject): readonly WeiboPicture[] {
  const named = wordOf(pic['pid']) ?? wordOf(pic['pic_id'])
  const url = largest(pic) ?? (named === null ? null : madeAddress(named))
  if (url === null) return []
  const type = wordOf(pic['type'])
  const moving = addressIn(pic['videoSrc']) ?? addressIn(pic['video'])
  if (type === 'livephoto') return [{ ...plain(named ?? pidOf(url), url), kind: 'live', moving }]
  return [plain(named ?? pidOf(url), url)]
}

const SIZES = ['largest', 'woriginal', 'original', 'mw2000', 'large', 'bmiddle', 'thumbnail']

function largest(pic: JsonObject): string | null {
  for (const size of SIZES) {
    const one = pic[size]
    const url = isObject(one) ? addressIn(one['url']) : null
    if (url !== null) return url
  }
  const url = addressIn(pic['url'])
  return url === null ? null : enlarged(url)
}

function plain(pid: string | null, url: string): WeiboPicture {
  return { pid, url, file: null, kind: /\.gif(?:[?#]|$)/i.test(url) ? 'gif' : 'picture', moving: null }
}

function madeAddress(pid: string): string {
  return `https://wx1.sinaimg.cn/large/${pid}.jpg`
}

/** The platform's picture hosts give any size by the first step of the path. */
export function enlarged(url: string): string {
  return url.replace(
    /^((?:https?:)?\/\/\w+\.sinaimg\.cn)\/(?:thumbnail|thumb\d+|orj\d+|bmiddle|mw\d+|small|square|wap\d+|webp\d+|or\d+)\//,
    '$1/large/',
  )
}

/** Live photos of older answers: `live_photo` has the addresses, `pic_video` says of which picture. */
function withMoving(pictures: readonly WeiboPicture[], mblog: JsonObject): readonly WeiboPicture[] {
  const films = wordsOf(mblog['live_photo'])
  if (films.length === 0 || pictures.some(({ moving }) => moving !== null)) return pictures
  const said = [...(wordOf(mblog['pic_video']) ?? '').matchAll(/(\d+):/g)].map(([, n]) => Number(n) - 1)
  const places = said.length === films.length ? said : films.length === pictures.length ? films.map((_, n) => n) : []
  return pictures.map((picture, n) => {
    const film = films[places.indexOf(n)]
    return places.includes(n) && film !== undefined ? { ...picture, kind: 'live', moving: film } : picture
  })
}
