// The files of one post: what its rows name, then what bears its number, then what is made of its words. Looks at names alone.
import { posix } from 'node:path'
import type { FileIndex, PostFiles } from './file-index.ts'
import type { Placed } from './survey.ts'

export function filesFor(group: readonly Placed[], index: FileIndex, byWords: PostFiles | null): PostFiles {
  const named = (names: (one: Placed) => readonly string[]): readonly string[] =>
    group.flatMap((one) => names(one).flatMap((name) => index.named(name, posix.dirname(one.file)) ?? []))
  const ids = [...new Set(group.flatMap(({ row }) => row.id ?? []))]
  const byId = ids.map((id) => index.ofId(id))
  const isImages = group.some(({ row }) => row.isImages)
  const ways = [...byId, ...(byWords === null ? [] : [byWords])]
  const first = (own: readonly string[], of: (files: PostFiles) => readonly string[]): readonly string[] =>
    own.length > 0 ? [...new Set(own)] : (ways.map(of).find((paths) => paths.length > 0) ?? [])
  const video = first(named(({ row }) => row.files).filter(isFilm), ({ video: films }) => films)
  const pictures = named(({ row }) => row.files).filter((path) => !isFilm(path))
  const cover = named(({ row }) => row.covers)[0] ?? ways.map((files) => files.cover).find((path) => path !== null) ?? null
  const images = first([...named(({ row }) => row.images), ...pictures], (files) => files.images)
  // of a film, pictures beside it are no part; of a picture post, films are its moving pictures
  return {
    video: isImages ? video : video.slice(0, 1),
    cover,
    images: isImages || video.length === 0 ? images.filter((path) => path !== cover || isImages) : [],
  }
}

function isFilm(path: string): boolean {
  return /\.(?:mp4|mov|m4v|webm)$/i.test(path)
}
