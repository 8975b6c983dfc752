// dataabc/weiboSpider, its SQLite file: tables `user` and `weibo`, named by bid.
import { isObject } from '../../text/json.ts'
import { firstWord, digitsOf } from '../../weibo/json-words.ts'
import type { Told } from '../format.ts'
import { toldAccount, toldCount } from './account-claim.ts'
import { tellingLostEmoji } from './lost-emoji.ts'
import { spiderStatus } from './spider-record.ts'
import { DAMAGED, placeOfRow, rowAt, tooLarge } from './sqlite-dialect.ts'
import type { Dialect, OpenDatabase } from './sqlite-dialect.ts'
import { hasColumns, rowsOf } from './sqlite-table.ts'
import type { Asked, Row } from './sqlite-table.ts'

const COLUMNS =
  'id user_id content article_url original_pictures retweet_pictures original video_url publish_place publish_time publish_tool up_num retweet_num comment_num'.split(
    ' ',
  )

export const SPIDER_SQLITE: Dialect = {
  tool: 'weibo-spider',
  knows: (tables) => hasColumns(tables.get('weibo'), 'id', 'content', 'publish_time'),
  read: (open) => tellingLostEmoji(read(open)),
  again: ({ database, tables }, at) => {
    const asked = askedOf(tables)
    const row = asked === null ? null : rowAt(database, asked, { at, idOf: ({ values }) => firstWord(values, 'id') })
    return row === null ? null : rawOf(row)
  },
  status: ({ row }, from) => (isObject(row) ? spiderStatus(row, from) : null),
}

function askedOf(tables: OpenDatabase['tables']): Asked | null {
  const table = tables.get('weibo')
  return table === undefined ? null : { table, columns: COLUMNS }
}

function* read({ name, database, tables }: OpenDatabase): Generator<Told> {
  const users = tables.get('user')
  if (hasColumns(users, 'id'))
    for (const { values } of rowsOf(database, { table: users, columns: ['id', 'nickname', 'weibo_num'] }, () => undefined)) {
      const uid = digitsOf(values['id'])
      yield* toldAccount({ uid, name: firstWord(values, 'nickname') })
      yield* toldCount(`${name}: user.weibo_num`, values['weibo_num'], uid)
    }
  const asked = askedOf(tables)
  let damaged = false
  for (const row of asked === null ? [] : rowsOf(database, asked, () => (damaged = true))) {
    if (row.large.length > 0) yield* tooLarge(row, firstWord(row.values, 'id'))
    else yield { kind: 'post', at: placeOfRow(row, firstWord(row.values, 'id') ?? ''), raw: rawOf(row) }
  }
  if (damaged) yield { kind: 'loss', mid: null, why: DAMAGED }
}

function rawOf({ values }: Row): string {
  return JSON.stringify({
    tool: SPIDER_SQLITE.tool,
    row: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== '')),
  })
}
