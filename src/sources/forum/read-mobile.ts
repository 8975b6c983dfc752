// An answer of Discuz!'s mobile interface (module=viewthread) → its view. Every value is a string; only the named fields are read, never
// addresses, mails or other columns of the members.
import type { PageMedia } from '../../domain/page.ts'
import { textOf } from '../text/text-of.ts'
import { isDownload } from './downloads.ts'
import { escapeAttribute, escapeText } from './edits.ts'
import { elementsOf } from './elements.ts'
import { countIn, floorOf } from './floor.ts'
import { timeIn, timeOfSeconds } from './times.ts'
import { whole } from './pictures.ts'
import { EMPTY_VIEW } from './view.ts'
import type { Floor, ThreadView } from './view.ts'

type Fields = Readonly<Record<string, unknown>>

export function readMobile(text: string, base: string | null): ThreadView | null {
  const variables = objectOf(objectOf(parsed(text))?.['Variables'])
  const thread = objectOf(variables?.['thread'])
  const posts = variables?.['postlist']
  if (thread === null || thread === undefined) return null
  const list: readonly unknown[] = Array.isArray(posts) ? posts : Object.values(objectOf(posts) ?? {})
  const floors = list.flatMap((post) => {
    const fields = objectOf(post)
    return fields === null ? [] : [floor(fields, base)]
  })
  return {
    ...EMPTY_VIEW,
    family: 'mobile',
    software: 'discuz',
    tid: /^\d{1,15}$/.test(wordOf(thread, 'tid')) ? wordOf(thread, 'tid') : null,
    title: textOf(wordOf(thread, 'subject')) || null,
    category: textOf(wordOf(thread, 'typename')) || null,
    forum: textOf(wordOf(objectOf(variables?.['forum']) ?? {}, 'name')) || textOf(wordOf(thread, 'forumname')) || null,
    views: countIn(wordOf(thread, 'views')),
    replies: countIn(wordOf(thread, 'replies')),
    ...placeOf(thread, floors, countIn(wordOf(variables ?? {}, 'ppp'))),
    floors,
  }
}

/** Which page of how many an answer is, as far as the posts on a page are told. */
function placeOf(thread: Fields, floors: readonly Floor[], perPage: number | null): Pick<ThreadView, 'page' | 'pages'> {
  if (perPage === null || perPage === 0) return { page: 1, pages: 1 }
  const page = Math.max(1, Math.ceil((floors.find(({ number }) => number !== null)?.number ?? 1) / perPage))
  const posts = (countIn(wordOf(thread, 'replies')) ?? 0) + 1
  return { page, pages: Math.max(page, Math.ceil(posts / perPage)) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as unknown
  } catch {
    return null
  }
}

function objectOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
}

function wordOf(fields: Fields, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

function floor(post: Fields, base: string | null): Floor {
  const files = filesOf(post, base)
  const page = elementsOf(`<div>${wordOf(post, 'message')}${files.html}</div>`)
  const stamp = wordOf(post, 'dbdateline')
  const number = countIn(wordOf(post, 'number') || wordOf(post, 'position'))
  const facts = {
    pid: wordOf(post, 'pid') || null,
    number: wordOf(post, 'first') === '1' ? 1 : number,
    author: wordOf(post, 'author') || null,
    uid: wordOf(post, 'authorid') || null,
    time: stamp === '' ? timeIn(textOf(wordOf(post, 'dateline'))) : timeOfSeconds(stamp),
  }
  const made = floorOf(page, facts, { container: 0, below: [], base })
  return { ...made, media: [...made.media, ...files.media.filter(({ ref }) => !isDownload(ref))] }
}

/** Pictures and files of the post that its text does not place. */
function filesOf(post: Fields, base: string | null): { readonly html: string; readonly media: readonly PageMedia[] } {
  const rows = Object.values(objectOf(post['attachments']) ?? {}).flatMap((row): readonly Fields[] => {
    const fields = objectOf(row)
    return fields === null ? [] : [fields]
  })
  const message = wordOf(post, 'message')
  const media: PageMedia[] = []
  const pieces: string[] = []
  for (const row of rows) {
    const path = `${wordOf(row, 'url')}${wordOf(row, 'attachment')}`
    const ref = whole(path, base)
    if (path === '' || message.includes(wordOf(row, 'attachment'))) continue
    const isImage = wordOf(row, 'isimage') === '1' || wordOf(row, 'attachimg') === '1'
    const title = wordOf(row, 'filename')
    if (isImage) pieces.push(`<p><img src="${escapeAttribute(ref)}" alt=""></p>`)
    else {
      pieces.push(`<p><a href="${escapeAttribute(ref)}">${escapeText(title || '附件')}</a></p>`)
      media.push({ kind: 'file', ref, role: 'attachment', title })
    }
  }
  return { html: pieces.join(''), media }
}
