// dataabc/weibo-crawler, `<uid>.csv`: columns by name, in all the years' sets, from the tool itself or saved again by a spreadsheet.
import type { Format, OneFile, Told } from '../format.ts'
import { crawlerStatus } from './crawler-record.ts'
import { columnsFor, isCrawlerHead, recordOf } from './crawler-columns.ts'
import { firstRow, rowAgain, toldIn } from './csv-file.ts'
import type { CsvTool } from './csv-file.ts'
import { objectIn } from './json-document.ts'
import { tellingLostEmoji } from './lost-emoji.ts'
import { uidInName } from './tool-words.ts'

const TOOL: CsvTool = { isHead: isCrawlerHead, columns: columnsFor }

export const CRAWLER_CSV: Format = {
  name: 'weibo-crawler-csv',
  recognize: ({ head }) => isCrawlerHead(firstRow(head)),
  read,
  again: async (file, at) => rowAgain(await file.text(), at, TOOL),
  status: (raw, from) => {
    const row = objectIn(raw)
    const status = row === null ? null : crawlerStatus(recordOf(row), from)
    return status === null ? null : { ...status, uid: uidInName(from.name) }
  },
}

async function* read(file: OneFile): AsyncGenerator<Told> {
  const uid = uidInName(file.name)
  if (uid !== null) yield { kind: 'account', uid, name: null }
  const decoded = await file.text()
  yield* tellingLostEmoji(toldIn(decoded, TOOL), decoded)
}
