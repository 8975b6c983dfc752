// What the kinds of posts are called to people.
import type { PostKind } from '../domain/page.ts'
import type { Said } from '../domain/words.ts'

export const KIND_WORDS: Readonly<Record<string, Said>> = {
  article: { zh: '图文', en: 'article' },
  reprint: { zh: '转载', en: 'reprint' },
  images: { zh: '图片', en: 'images' },
  text: { zh: '文字', en: 'text' },
  video: { zh: '视频', en: 'video' },
  audio: { zh: '音频', en: 'audio' },
  share: { zh: '分享', en: 'share' },
} satisfies Record<PostKind, Said>
