// A table of one cell is no table but a frame: its contents stay, the frame goes by a named rule.
import type { Step } from '../step.ts'
import { find } from './find.ts'

export const layoutTables: Step = {
  name: 'layout-tables',
  wants: (marks) => marks.has('table'),
  run(tree, { note }) {
    for (const element of find(tree, 'table').toReversed()) {
      const table = tree(element)
      const cells = table.find('td, th').filter((_, cell) => tree(cell).closest('table').get(0) === element)
      if (cells.length !== 1) continue
      const caption = table.children('caption').contents()
      note.dropped('layout-table', '', { tables: 1 })
      table.replaceWith(tree('<div></div>').append(caption).append(tree('<div></div>').append(cells.contents())))
    }
  },
}
