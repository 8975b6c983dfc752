// What a reader must get out of a made post, whatever dialect it was written in.
import { pictureAddress, UID } from './weibo-posts.ts'
import type { MadePost } from './weibo-posts.ts'

export interface Truth {
  readonly key: string
  /** Beijing time. */
  readonly date: string
  readonly kind: MadePost['kind']
  readonly title: string | null
  /** Addresses, in their order. */
  readonly pictures: readonly string[]
  readonly links: readonly string[]
  /** The text without emoticons and white space. */
  readonly words: string
}

export function truthOf(post: MadePost): Truth {
  const links = post.pieces.flatMap((piece) => (piece.is === 'link' ? [piece.long] : []))
  return {
    key: `weibo:${UID}:${post.mid}`,
    date: `${new Date((post.seconds + 8 * 3600) * 1000).toISOString().slice(0, 19)}+08:00`,
    kind: post.kind,
    title: post.title,
    pictures: post.pictures.map(pictureAddress),
    links,
    words: post.pieces.map(wordsOf).join('').replaceAll(/\s/g, ''),
  }
}

/** Emoticons and the words of links are each reader's own. */
function wordsOf(piece: MadePost['pieces'][number]): string {
  if (piece.is === 'topic') return `#${piece.words}#`
  if (piece.is === 'mention') return `@${piece.words}`
  return piece.is === 'words' ? piece.words : ''
}
