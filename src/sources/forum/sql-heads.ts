// The heads of statements: whose rows an INSERT brings, which columns a CREATE TABLE names. Reads names only.

const NAME = '`?(?:[\\w$-]{1,64}`?\\.`?)?([\\w$-]{1,64})`?'
const INSERT = new RegExp(
  `^\\s*(?:insert|replace)\\s+(?:(?:low_priority|delayed|high_priority|ignore)\\s+)*(?:into\\s+)?${NAME}\\s*(?:\\(([^)]*)\\)\\s*)?values?\\s*\\($`,
  'i',
)
const CREATE = new RegExp(`^\\s*create\\s+table\\s+(?:if\\s+not\\s+exists\\s+)?${NAME}\\s*\\(([^]*)$`, 'i')

export interface Inserted {
  readonly table: string
  /** Null when the statement names none. */
  readonly columns: readonly string[] | null
}

/** `head`: the statement up to the `(` of its first row. */
export function insertedTable(head: string): Inserted | null {
  const found = INSERT.exec(head)
  if (found === null) return null
  const columns = found[2]?.split(',').map((name) => name.replaceAll(/[\s`"]/g, '').toLowerCase())
  return { table: (found[1] ?? '').toLowerCase(), columns: columns ?? null }
}

/** `statement`: the whole of it. Null when it makes no table. */
export function createdTable(statement: string): { readonly table: string; readonly columns: readonly string[] } | null {
  const found = CREATE.exec(statement)
  return found === null ? null : { table: (found[1] ?? '').toLowerCase(), columns: columnsIn(found[2] ?? '') }
}

const NO_COLUMN = /^(?:primary|key|unique|index|fulltext|constraint|spatial|foreign|check)$/i

/** The first word of each part of the list between the outer parentheses. */
function columnsIn(list: string): readonly string[] {
  const columns: string[] = []
  const add = (part: string): void => {
    const word = /^\s*`?([\w$]+)/.exec(part.slice(0, 200))?.[1] ?? ''
    if (word !== '' && !NO_COLUMN.test(word)) columns.push(word.toLowerCase())
  }
  let depth = 0
  let quote = ''
  let from = 0
  for (let n = 0; n < list.length; n += 1) {
    const c = list.charAt(n)
    if (quote !== '') quote = c === quote ? '' : quote
    else if (c === "'" || c === '"') quote = c
    else if (c === '(') depth += 1
    else if (c === ')') depth -= 1
    if (depth > 0 || quote !== '' || (c !== ',' && depth === 0)) continue
    add(list.slice(from, n))
    from = n + 1
    if (depth < 0) return columns
  }
  return columns
}
