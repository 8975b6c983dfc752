// The pictures and films of a post as they stand in its body, and what an editor must know of them.
import type { PageMedia, Remark } from '../../domain/page.ts'
import { ownerOf } from './ids.ts'
import { escaped } from './render.ts'
import type { Status, WeiboPicture, WeiboVideo } from './status.ts'

/** The name by which a picture's bytes are looked up: its address, or its place in the archive. */
export function pictureRef(picture: WeiboPicture): string | null {
  return picture.url ?? picture.file
}

/** A film may be known by its number only; then the archive is searched by the post's number. */
export function videoRef(video: WeiboVideo, mid: string | null): string {
  return video.url ?? video.file ?? `weibo-video:${video.object ?? mid ?? ''}`
}

/** In their order, the moving part of a live photo behind its picture. */
export function picturesHtml({ pictures }: Status): string {
  return pictures
    .map((picture) => {
      const ref = pictureRef(picture)
      const still = ref === null ? '' : `<p><img src="${escaped(ref)}"></p>`
      return picture.moving === null ? still : `${still}${film(picture.moving, '实况照片')}`
    })
    .join('')
}

export function videosHtml({ videos, mid }: Status): string {
  return videos.map((video) => film(videoRef(video, mid), video.title ?? '')).join('')
}

function film(ref: string, title: string): string {
  return `<p><embed src="${escaped(ref)}" title="${escaped(title)}"></p>`
}

/** What stands for the post in lists: the article's cover, or the still of its first film. */
export function coverMedia({ article, videos }: Status): readonly PageMedia[] {
  const ref = article?.cover ?? videos[0]?.poster ?? null
  return ref === null ? [] : [{ kind: 'image', ref, role: 'cover' }]
}

/** Fewer pictures than the platform counts; pictures that somebody else uploaded. */
export function remarksOfPictures({ pictures, videos, pictureCount }: Status, uid: string | null): readonly Remark[] {
  const remarks: Remark[] = []
  const shown = pictures.length + videos.length
  if (pictureCount !== null && pictureCount > shown)
    remarks.push({ code: 'media-missing', about: `图片 ${pictures.length}/${pictureCount}` })
  const foreign = uid === null ? [] : pictures.filter(({ pid }) => pid !== null && ownerOf(pid) !== null && ownerOf(pid) !== uid)
  if (foreign.length > 0) remarks.push({ code: 'picture-foreign', about: `${foreign.length}/${pictures.length}` })
  return remarks
}
