// dataabc/weibo-crawler, `users.csv`: the accounts that it was run for, and how many posts the platform said they have. Nothing else of it is taken.
import { digitsOf } from '../../weibo/json-words.ts'
import type { Format, OneFile, Told } from '../format.ts'
import { toldAccount, toldCount } from './account-claim.ts'
import { firstRow } from './csv-file.ts'
import { csvRows, separatorOf } from './csv-rows.ts'
import { toldWord } from './tool-words.ts'

export const USERS_CSV: Format = {
  name: 'weibo-crawler-users',
  recognize: ({ head }) => isHead(firstRow(head)),
  read,
  again: async () => null,
  status: () => null,
}

function isHead(cells: readonly string[]): boolean {
  return cells.some((cell) => cell.trim() === '用户id') && cells.some((cell) => /^(?:昵称|微博数)$/.test(cell.trim()))
}

async function* read(file: OneFile): AsyncGenerator<Told> {
  const { text } = await file.text()
  let head: readonly string[] = []
  for (const { cells } of csvRows(text, separatorOf(text.slice(0, 4096).split('\n', 1)[0] ?? ''))) {
    if (isHead(cells)) head = cells.map((cell) => cell.trim())
    else yield* toldUser(file.name, Object.fromEntries(head.map((name, n) => [name, cells[n]?.trim() ?? ''])))
  }
}

function toldUser(name: string, row: Readonly<Record<string, string>>): readonly Told[] {
  const uid = digitsOf(row['用户id'] ?? '')
  return [...toldAccount({ uid, name: toldWord(row['昵称']) }), ...toldCount(`${name}: 微博数`, row['微博数'] ?? '', uid)]
}
