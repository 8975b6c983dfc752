// YaoZeyuan/stablog (稳部落), its export: {version, export_data: {<uid>: {info, record_list: […]}}} → records of m.weibo.cn, kept as they came.
import { children, rawText } from '../../app-json/json-scan.ts'
import type { Spot } from '../../app-json/json-scan.ts'
import { digitsOf, firstWord } from '../../weibo/json-words.ts'
import type { Format, OneFile, Told } from '../format.ts'
import { toldAccount, toldCount } from './account-claim.ts'
import { memberObject, membersOf, membersOfFile, objectIn, pieceAt, recordsOf } from './json-document.ts'
import { stablogStatus } from './stablog-record.ts'

export const STABLOG_JSON: Format = {
  name: 'stablog-json',
  recognize: ({ head }) => /^\s*\ufeff?\s*\{\s*(?:"version"\s*:\s*"[^"]{0,40}"\s*,\s*)?"export_data"\s*:/.test(head.toString('utf8')),
  read,
  again: async (file, at) => pieceAt((await file.text()).text, at),
  status: (raw, from) => {
    const record = objectIn(raw)
    return record === null ? null : stablogStatus(record, from)
  },
}

async function* read(file: OneFile): AsyncGenerator<Told> {
  const data = membersOfFile(await file.text(), ['export_data']).get('export_data')
  for (const { key, value } of data === undefined ? [] : children(data)) yield* accountIn(file.name, key ?? '', value)
}

function* accountIn(name: string, key: string, account: Spot): Generator<Told> {
  const found = membersOf(account, ['info', 'total_export_mblog_count', 'record_list'])
  const info = memberObject(found, 'info') ?? {}
  const uid = digitsOf(info['id']) ?? digitsOf(key)
  yield* toldAccount({ uid, name: firstWord(info, 'screen_name') })
  yield* toldCount(`${name}: info.statuses_count`, info['statuses_count'], uid)
  const exported = found.get('total_export_mblog_count')
  if (exported !== undefined) yield* toldCount(`${name}: total_export_mblog_count`, rawText(exported), uid)
  const list = found.get('record_list')
  if (list === undefined) yield { kind: 'loss', mid: null, why: 'an export of stablog without its list of posts' }
  else yield* recordsOf(list)
}
