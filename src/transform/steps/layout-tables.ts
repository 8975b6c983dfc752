// A table of one cell is no table but a frame: its contents stay, the frame goes by a named rule.
import type { Step } from '../step.ts'
import { type Element, isTag } from '../tree.ts'
import { findNamed } from './find.ts'

export const layoutTables: Step = {
  name: 'layout-tables',
  wants: (marks) => marks.has('table'),
  run(tree, { note }) {
    for (const element of findNamed(tree, 'table').toReversed()) {
      const table = tree(element)
      const [first, second] = cellsOf(element)
      if (first === undefined || second !== undefined) continue
      const cells = tree(first)
      const caption = table.children('caption').contents()
      note.dropped('layout-table', '', { tables: 1 })
      table.replaceWith(tree('<div></div>').append(caption).append(tree('<div></div>').append(cells.contents())))
    }
  },
}

/** Its own cells, not those of tables inside it; two are enough to know. */
function cellsOf(table: Element): Element[] {
  const cells: Element[] = []
  const left = table.children.toReversed()
  for (let node = left.pop(); node !== undefined && cells.length < 2; node = left.pop()) {
    if (!isTag(node) || node.name === 'table') continue
    if (node.name === 'td' || node.name === 'th') cells.push(node)
    else for (const child of node.children.toReversed()) left.push(child)
  }
  return cells
}
