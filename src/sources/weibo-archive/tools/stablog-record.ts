// One post as stablog keeps it: a status of m.weibo.cn with the article it carries beside it → Status. For articles of before June 2015 the
// tool writes the number of one foreign article and a made-up day into every record: these are never believed.
import { inside, isObject } from '../../text/json.ts'
import type { JsonObject } from '../../text/json.ts'
import { readMblog } from '../../weibo/read-mblog.ts'
import type { Status } from '../../weibo/status.ts'
import type { From } from '../../weibo/telling.ts'

export function stablogStatus(record: JsonObject, from: From): Status | null {
  const { article } = record
  if (!isObject(article)) return readMblog(record, from)
  return readMblog({ ...record, article: believable(article) }, from)
}

function believable(article: JsonObject): JsonObject {
  const cover = inside(article['cover_img'], 'full_image', 'url') ?? inside(article['cover_img'], 'image', 'url') ?? null
  const target = [article['target_url'], article['url']].find((one) => typeof one === 'string' && one.includes('/p/100160'))
  const [id] = /100160\d{10,}/.exec(typeof target === 'string' ? target : '') ?? []
  const shown = { ...article, cover_img: { full_image: cover } }
  return id === undefined ? shown : { ...shown, object_id: id, url: `https://weibo.com/p/${id}`, create_at: null, follow_to_read: 0 }
}
