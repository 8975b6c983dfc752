// Which tables of a forum's database are read, and which of their columns: this list is all that ever leaves a dump. Mail, passwords, IP
// addresses and the like are not in it, on purpose.
import type { Software } from './addresses.ts'

export type Role = 'thread' | 'text' | 'post' | 'file' | 'forum' | 'class'

export interface TableShape {
  readonly role: Role
  readonly software: Software
  /** What the source calls a value → the table's columns that may hold it, the first that is there. */
  readonly columns: Readonly<Record<string, readonly string[]>>
  /** Without these a table of this name is some other program's. */
  readonly needs: readonly string[]
}

const PHPWIND_POST = {
  pid: ['pid'],
  tid: ['tid'],
  author: ['author', 'created_username'],
  authorid: ['authorid', 'created_userid'],
  subject: ['subject'],
  time: ['postdate', 'created_time'],
  content: ['content'],
  shield: ['ifshield'],
  checked: ['ifcheck'],
  disabled: ['disabled'],
  anonymous: ['anonymous'],
}
const PHPWIND_THREAD = {
  tid: ['tid'],
  fid: ['fid'],
  class: ['type', 'topic_type'],
  author: ['author', 'created_username'],
  authorid: ['authorid', 'created_userid'],
  subject: ['subject'],
  time: ['postdate', 'created_time'],
  views: ['hits'],
  replies: ['replies'],
  shield: ['ifshield'],
  checked: ['ifcheck'],
  disabled: ['disabled'],
  anonymous: ['anonymous'],
  special: ['special'],
}
const DISCUZ_THREAD = {
  tid: ['tid'],
  fid: ['fid'],
  class: ['typeid'],
  author: ['author'],
  authorid: ['authorid'],
  subject: ['subject'],
  time: ['dateline'],
  views: ['views'],
  replies: ['replies'],
  order: ['displayorder'],
  price: ['price'],
  level: ['readperm'],
  special: ['special'],
}
const DISCUZ_POST = {
  pid: ['pid'],
  tid: ['tid'],
  first: ['first'],
  author: ['author'],
  authorid: ['authorid'],
  subject: ['subject'],
  time: ['dateline'],
  content: ['message'],
  invisible: ['invisible'],
  anonymous: ['anonymous'],
  html: ['htmlon'],
  nocode: ['bbcodeoff'],
  status: ['status'],
  position: ['position'],
}
const PHPWIND_FILE = {
  aid: ['aid'],
  tid: ['tid'],
  pid: ['pid'],
  name: ['name'],
  type: ['type'],
  path: ['attachurl', 'path'],
  description: ['descrip'],
  level: ['needrvrc'],
  price: ['cost'],
}
const DISCUZ_FILE = {
  aid: ['aid'],
  tid: ['tid'],
  pid: ['pid'],
  name: ['filename'],
  path: ['attachment'],
  image: ['isimage'],
  remote: ['remote'],
  description: ['description'],
  level: ['readperm'],
  price: ['price'],
}

const TABLES: readonly (readonly [RegExp, TableShape])[] = [
  [/(?:^|_)forum_thread(?:_\d+)?$/, { role: 'thread', software: 'discuz', columns: DISCUZ_THREAD, needs: ['tid', 'subject', 'dateline'] }],
  [/(?:^|_)forum_post(?:_\d+)?$/, { role: 'post', software: 'discuz', columns: DISCUZ_POST, needs: ['tid', 'pid', 'first', 'message'] }],
  [/(?:^|_)forum_attachment_\d+$/, { role: 'file', software: 'discuz', columns: DISCUZ_FILE, needs: ['aid', 'tid', 'attachment'] }],
  [/(?:^|_)forum_forum$/, { role: 'forum', software: 'discuz', columns: { fid: ['fid'], name: ['name'] }, needs: ['fid', 'name'] }],
  [
    /(?:^|_)forum_threadclass$/,
    { role: 'class', software: 'discuz', columns: { id: ['typeid'], name: ['name'] }, needs: ['typeid', 'name'] },
  ],
  [/(?:^|_)(?:bbs_)?threads$/, { role: 'thread', software: 'phpwind', columns: PHPWIND_THREAD, needs: ['tid', 'subject', 'replies'] }],
  [
    /(?:^|_)(?:tmsgs\d*|bbs_threads_content)$/,
    { role: 'text', software: 'phpwind', columns: { tid: ['tid'], content: ['content'] }, needs: ['tid', 'content'] },
  ],
  [/(?:^|_)(?:bbs_)?posts\d*$/, { role: 'post', software: 'phpwind', columns: PHPWIND_POST, needs: ['tid', 'pid', 'content'] }],
  [/(?:^|_)(?:attachs|attachs_thread)$/, { role: 'file', software: 'phpwind', columns: PHPWIND_FILE, needs: ['aid', 'tid', 'name'] }],
  [
    /(?:^|_)(?:forums|bbs_forum)$/,
    { role: 'forum', software: 'phpwind', columns: { fid: ['fid'], name: ['name'] }, needs: ['fid', 'name'] },
  ],
  [
    /(?:^|_)(?:topictype|bbs_topic_type)$/,
    { role: 'class', software: 'phpwind', columns: { id: ['id'], name: ['name'] }, needs: ['id', 'name'] },
  ],
]

export function tableOf(name: string): TableShape | null {
  return TABLES.find(([form]) => form.test(name))?.[1] ?? null
}

/** Which forum's a table is, of several in one database: their program and the beginning of their names. */
export function forumOfTable(name: string): string {
  const found = TABLES.find(([form]) => form.test(name))
  return found === undefined ? '' : `${found[1].software} ${name.slice(0, name.search(found[0]))}`
}

/** Where the columns that may be read stand in a row; null when the table is some other program's. */
export function placesIn(shape: TableShape, columns: readonly string[]): ReadonlyMap<string, number> | null {
  if (shape.needs.some((name) => !columns.includes(name))) return null
  const places = new Map<string, number>()
  for (const [name, from] of Object.entries(shape.columns)) {
    const place = from.map((column) => columns.indexOf(column)).find((n) => n >= 0)
    if (place !== undefined) places.set(name, place)
  }
  return places
}
