// dataabc/weiboSpider, `<uid>.csv`: columns by name; the head stands again before every run's posts. Files of May 2019 have no post numbers.
import type { Json } from '../../../domain/archive.ts'
import type { JsonObject } from '../../text/json.ts'
import type { Format, OneFile, Told } from '../format.ts'
import { toldAccount } from './account-claim.ts'
import { firstRow, rowAgain, toldIn } from './csv-file.ts'
import type { CsvTool } from './csv-file.ts'
import { objectIn } from './json-document.ts'
import { tellingLostEmoji } from './lost-emoji.ts'
import { spiderStatus } from './spider-record.ts'
import { uidInName } from './tool-words.ts'

const FIELDS: Readonly<Record<string, string>> = {
  微博id: 'id',
  微博正文: 'content',
  头条文章url: 'article_url',
  原始图片url: 'original_pictures',
  被转发微博原始图片url: 'retweet_pictures',
  是否为原创微博: 'original',
  微博视频url: 'video_url',
  微博位置: 'publish_place',
  发布位置: 'publish_place',
  发布时间: 'publish_time',
  发布工具: 'publish_tool',
  点赞数: 'up_num',
  转发数: 'retweet_num',
  评论数: 'comment_num',
}

const TOOL: CsvTool = {
  isHead: (cells) => cells.some((cell) => cell.trim() === '微博正文') && cells.some((cell) => cell.trim() === '发布时间'),
  columns: (head, cells) => (cells.length === head.length ? head.map((name) => name.trim()) : null),
}

export const SPIDER_CSV: Format = {
  name: 'weibo-spider-csv',
  recognize: ({ head }) => TOOL.isHead(firstRow(head)),
  read,
  again: async (file, at) => rowAgain(await file.text(), at, TOOL),
  status: (raw, from) => {
    const row = objectIn(raw)
    const status = row === null ? null : spiderStatus(recordOf(row), from)
    return status === null ? null : { ...status, uid: uidInName(from.name) }
  },
}

async function* read(file: OneFile): AsyncGenerator<Told> {
  yield* toldAccount({ uid: uidInName(file.name), name: null })
  const decoded = await file.text()
  yield* tellingLostEmoji(toldIn(decoded, TOOL), decoded)
}

function recordOf(row: JsonObject): JsonObject {
  const record: Record<string, Json> = Object.create(null) as Record<string, Json>
  for (const [name, cell] of Object.entries(row)) if (Object.hasOwn(FIELDS, name)) record[FIELDS[name] ?? ''] = cell
  return record
}
