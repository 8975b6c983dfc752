// A post's pictures and films → by what names each may lie in the archive. The names are those by which the page shows them.
import { pictureRef, videoRef } from '../weibo/page-pictures.ts'
import type { Status } from '../weibo/status.ts'
import type { MediaHint } from './media-index.ts'

export function hintsOf(status: Status, near: string): ReadonlyMap<string, MediaHint> {
  const numbers = [status.mid, status.id].filter((one) => one !== null)
  const hints = new Map<string, MediaHint>()
  const { pictures, videos } = status
  for (const [place, picture] of pictures.entries()) {
    const ref = pictureRef(picture)
    const name = picture.file ?? ref
    if (ref !== null && name !== null) hints.set(ref, { kind: 'image', name, numbers, place, of: pictures.length, near })
  }
  const films = [...videos.map((video) => ({ ref: videoRef(video, status.mid), file: video.file })), ...moving(status)]
  for (const [place, { ref, file }] of films.entries())
    if (!hints.has(ref)) hints.set(ref, { kind: 'video', name: file ?? ref, numbers, place, of: films.length, near })
  for (const { poster } of videos)
    if (poster !== null && !hints.has(poster)) hints.set(poster, { kind: 'image', name: poster, numbers: [], place: 0, of: 1, near })
  const cover = status.article?.cover ?? null
  if (cover !== null && !hints.has(cover)) hints.set(cover, { kind: 'image', name: cover, numbers: [], place: 0, of: 1, near })
  return hints
}

function moving({ pictures }: Status): readonly { readonly ref: string; readonly file: null }[] {
  return pictures.flatMap((picture) => (picture.moving === null ? [] : [{ ref: picture.moving, file: null }]))
}
