// Finds lists of persons (R10, R28): a table with a column of names beside what tells of them, or a run of names under words like 名单.
// The whole list is one finding. It looks at lines and cells as Draft.text has them (tabs between cells) and names nobody.
import { finding } from '../domain/findings.ts'
import type { Finding } from '../domain/findings.ts'
import type { Inspector } from './inspector.ts'
import { SURNAMES } from './surnames.ts'

const NAMES = /姓名|户主|申请人|学生|考生|人员|受助人|监护人|法定代表人|救助对象|保障对象|补贴对象/
/** What nobody may learn of a person without a ground for it. */
const DELICATE =
  /低保|特困|困难|救助|残疾|病|孤儿|抚恤|优抚|戒毒|矫正|贫困|扶贫|脱贫|失独|计生|身份证|证件|电话|手机|住址|地址|银行|账号|卡号|金额|补贴|收入/
const OF_PEOPLE = /名单|名册|花名册|人员公示|录取|拟录用|拟聘|拟任|获奖|先进个人/
const FEW = 3
const RUN = 8

export const peopleList: Inspector = {
  name: 'people-list',
  inspect({ text: plain }) {
    const { text } = plain
    if (!NAMES.test(text) && !OF_PEOPLE.test(text)) return []
    const lines = linesOf(text)
    return [...tables(lines), ...runs(lines, text)].map(({ start, end, delicate, count }): Finding => {
      const found = finding('people-list', `${count}`, [plain.at(start), plain.at(Math.max(start, end - 1)) + 1])
      return delicate ? { ...found, level: 'hold' } : found
    })
  },
}

interface Line {
  readonly start: number
  readonly text: string
}

interface Listed {
  readonly start: number
  readonly end: number
  readonly count: number
  readonly delicate: boolean
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = []
  let start = 0
  while (start <= text.length) {
    const end = text.indexOf('\n', start)
    const stop = end < 0 ? text.length : end
    lines.push({ start, text: text.slice(start, stop) })
    start = stop + 1
  }
  return lines
}

/** A head with a column of names, and rows that have names there. */
function* tables(lines: readonly Line[]): Generator<Listed> {
  for (let at = 0; at < lines.length; at += 1) {
    const head = lines[at]
    if (head === undefined || !head.text.includes('\t') || !NAMES.test(head.text)) continue
    const column = head.text.split('\t').findIndex((cell) => NAMES.test(cell) && cell.length < 20)
    if (column < 0) continue
    let count = 0
    let last = at
    for (let row = at + 1; row < lines.length && (lines[row]?.text.includes('\t') ?? false); row += 1) {
      const cells = lines[row]?.text.split('\t') ?? []
      // Merged cells before it move a name to the left.
      if (isName(cells[column] ?? '') || (column > 0 && isName(cells[column - 1] ?? ''))) count += 1
      last = row
    }
    if (count >= FEW) {
      const end = lines[last]
      const before = lines.slice(Math.max(0, at - 4), at).map((line) => line.text.slice(0, 200))
      yield {
        start: head.start,
        end: end === undefined ? head.start : end.start + end.text.length,
        count,
        delicate: DELICATE.test([...before, head.text].join('\n')),
      }
    }
    at = last
  }
}

const TOKEN = /[\u4e00-\u9fa5·]+/g

/** Names one after another, in one paragraph or a name a line, below words that announce them. */
function* runs(lines: readonly Line[], text: string): Generator<Listed> {
  if (!OF_PEOPLE.test(text)) return
  const run: Line[] = []
  let count = 0
  for (const line of [...lines, { start: text.length, text: '句。' }]) {
    const tokens = line.text.includes('\t') ? [] : (line.text.match(TOKEN) ?? [])
    const names = tokens.filter(isName).length
    if (names > 0 && names * 10 >= tokens.length * 7) {
      run.push(line)
      count += names
    } else if (line.text.trim() !== '') {
      const [first, last] = [run[0], run.at(-1)]
      if (count >= RUN && first !== undefined && last !== undefined) {
        const before = text.slice(Math.max(0, first.start - 200), first.start)
        yield { start: first.start, end: last.start + last.text.length, count, delicate: DELICATE.test(before) }
      }
      run.length = 0
      count = 0
    }
  }
}

/** Two to four characters with a usual surname, or a masked one (王某某, 王*). Spaces inside short names are for looks. */
function isName(cell: string): boolean {
  const name = cell.replaceAll(/[\s\u3000]/g, '')
  if (name.length < 2 || name.length > 12) return false
  if (/^[\u4e00-\u9fa5](?:某{1,2}|[*×xX]{1,2}[\u4e00-\u9fa5]?|[\u4e00-\u9fa5][*×xX])$/.test(name)) return true
  if (/^[\u4e00-\u9fa5]{2,8}·[\u4e00-\u9fa5·]{2,12}$/.test(name)) return true
  return (
    /^[\u4e00-\u9fa5]{2,4}$/.test(name) &&
    (SURNAMES.has(name.slice(0, 2)) || (name.length < 4 && SURNAMES.has(name.charAt(0)))) &&
    !WORDS.test(name)
  )
}

/** Words that begin like a name. */
const WORDS =
  /(?:县|市|区|镇|乡|村|局|委|办|部|处|科|院|校|所|站|队|组|费|额|数|量|率|期|日|月|年|号|级|类|型|式|性|化|务|会|厅|司|店|厂|路|街|桥|山|水|业|品|表|计|无|否)$/
