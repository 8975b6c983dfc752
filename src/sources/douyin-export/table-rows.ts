// Columns by their names → rows; and flat objects of JSON, whose keys are the names. A line of names is looked for within the first lines.
import { countIn, EMPTY_ROW, idIn, namesIn, stateOf, topicsIn } from './row.ts'
import type { VideoRow } from './row.ts'

type Field =
  | 'id'
  | 'item'
  | 'title'
  | 'caption'
  | 'time'
  | 'made'
  | 'file'
  | 'cover'
  | 'images'
  | 'link'
  | 'topics'
  | 'status'
  | 'account'
  | 'type'
  | 'duration'
  | 'play_count'
  | 'digg_count'
  | 'comment_count'
  | 'collect_count'
  | 'share_count'

const COLUMNS: readonly (readonly [Field, RegExp])[] = [
  ['id', /^(?:(?:视频|作品|抖音)?(?:id|编号)|aweme_?id|video_?id|group_?id)$/i],
  ['item', /^item_?id$/i],
  ['title', /^(?:(?:视频|作品)?(?:标题|名称)|title)$/i],
  ['caption', /^(?:标题\/文案|(?:视频|作品)?(?:文案|描述|简介|内容|正文)|desc|description|caption|text|content)$/i],
  ['time', /^(?:(?:视频|作品)?(?:发布|发表)(?:时间|日期)|publish_?time|create_?time|create_?timestamp|published|date)$/i],
  ['made', /^(?:时间|日期|创建时间|上传时间|time)$/i],
  [
    'file',
    /^(?:(?:视频)?文件(?:名|路径)?|视频|本地(?:文件|路径)|file|file_?name|file_?path|path|video|video_?(?:file|path)|local_?path|filename)$/i,
  ],
  ['cover', /^(?:(?:静态)?封面(?:图|图片|文件|地址|链接)?|cover|cover_?(?:file|path|url)|thumbnail|poster)$/i],
  ['images', /^(?:图片|图集|图片文件|images|image_?(?:files|list|paths)|note_download_url)$/i],
  ['link', /^(?:(?:视频|作品|分享)?(?:链接|网址|地址|url)|url|link|share_?url|aweme_?url|webpage_url)$/i],
  ['topics', /^(?:(?:作品)?(?:话题|标签)|tags|hashtags|topics)$/i],
  ['status', /^(?:(?:作品|视频|审核)?状态|可见性|可见范围|权限|status|visibility)$/i],
  ['account', /^(?:账号|账号名称|账号昵称|作者|昵称|发布账号|nickname|author|author_name)$/i],
  ['type', /^(?:(?:作品)?类型|体裁|media_type|type)$/i],
  ['duration', /^(?:(?:视频|作品)?时长|duration)$/i],
  ['play_count', /^(?:播放(?:量|数|数量|次数)?|play_?count|view_?count|views)$/i],
  ['digg_count', /^(?:点赞(?:量|数|数量)?|digg_?count|like_?count|liked_count|likes)$/i],
  ['comment_count', /^(?:评论(?:量|数|数量)?|comment_?count)$/i],
  ['collect_count', /^(?:收藏(?:量|数|数量)?|collect_?count|collected_count)$/i],
  ['share_count', /^(?:(?:分享|转发)(?:量|数|数量)?|share_?count|forward_?count)$/i],
]
const COUNTS: readonly Field[] = ['play_count', 'digg_count', 'comment_count', 'collect_count', 'share_count']
const HEAD_WITHIN = 5
const LONGEST_TITLE = 60

type Said = ReadonlyMap<Field, string>

function fieldOf(name: string): Field | null {
  const plain = name.replaceAll(/[\s*:：\ufeff]|[(（].*$/gs, '')
  return COLUMNS.find(([, words]) => words.test(plain))?.[0] ?? null
}

/** Null = no list of videos: nothing in it names a post, or its columns have no names. */
export function tableRows(table: readonly (readonly string[])[]): readonly (VideoRow | null)[] | null {
  const heads = table.slice(0, HEAD_WITHIN).map((cells) => cells.map(fieldOf))
  const at = heads.findIndex(namesPosts)
  const head = heads[at]
  if (head === undefined) return null
  return table.slice(at + 1).map((cells) => {
    const said = new Map<Field, string>()
    for (const [n, field] of head.entries()) put(said, field, cells[n])
    return said.size === 0 ? null : rowOf(said)
  })
}

function namesPosts(head: readonly (Field | null)[]): boolean {
  const has = (...fields: readonly Field[]): boolean => fields.some((field) => head.includes(field))
  return has('id', 'item', 'link', 'file') && has('title', 'caption', 'time', 'made', 'file', 'link')
}

/** A flat object, as tools that keep one line for each post write it; null when it names no post. */
export function flatRow(entries: readonly (readonly [string, string])[]): VideoRow | null {
  const said = new Map<Field, string>()
  for (const [name, value] of entries) put(said, fieldOf(name), value)
  return namesPosts([...said.keys()]) ? rowOf(said) : null
}

function put(said: Map<Field, string>, field: Field | null, value: string | undefined): void {
  const text = (value ?? '').trim()
  if (field !== null && text !== '' && !said.has(field)) said.set(field, text)
}

function rowOf(said: Said): VideoRow {
  const of = (field: Field): string | null => said.get(field) ?? null
  const link = of('link')
  const id = idIn(of('id'), link, of('item'))
  const item = of('item') ?? of('id')
  const words = wordsOf(of('title'), of('caption'))
  const counts = COUNTS.flatMap((field): readonly (readonly [string, number])[] => {
    const count = countIn(of(field))
    return count === null ? [] : [[field, count]]
  })
  return {
    ...EMPTY_ROW,
    id,
    item: item !== null && /^@[\w+/=-]{8,200}$/.test(item) ? item : null,
    ...words,
    time: of('time') ?? of('made'),
    isImages: /图文|图集|实况|^(?:image|note|2|68)$/i.test(of('type') ?? ''),
    account: of('account'),
    topics: [
      ...new Set([...(of('topics') ?? '').split(/[\s,，、;；|#＃]+/).filter((topic) => topic !== ''), ...topicsIn(words.caption ?? '')]),
    ],
    link: link !== null && /^https?:\/\//i.test(link) ? link.slice(0, 2000) : null,
    state: stateOf(of('status')),
    files: namesIn(of('file')),
    covers: namesIn(of('cover')).slice(0, 1),
    images: namesIn(of('images')),
    counts: Object.fromEntries(counts),
  }
}

/** The platform knows captions only: a title is one where somebody gave it beside the caption, or where it looks like nothing else. */
export function wordsOf(title: string | null, caption: string | null): Pick<VideoRow, 'title' | 'caption'> {
  if (title === null || caption !== null) return { title: title === caption ? null : title, caption }
  const isTitle = title.length <= LONGEST_TITLE && !/[\n#＃@]/.test(title)
  return isTitle ? { title, caption: null } : { title: null, caption: title }
}
