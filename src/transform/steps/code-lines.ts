// The platform writes each line of a code listing as its own `code` element; they become lines again.
import type { Step } from '../step.ts'
import { find } from './find.ts'

export const codeLines: Step = {
  name: 'code-lines',
  wants: (marks) => marks.has('code'),
  run(tree) {
    for (const element of find(tree, 'pre')) {
      const pre = tree(element)
      const lines = pre.children('code').toArray()
      if (lines.length < 2 || pre.find('img, a, table, pre, g-media, g-made').length > 0) continue
      pre.find('br').replaceWith('\n')
      // White space between the lines is the exporter's, not the code's.
      const code = lines
        .map((line) =>
          tree(line)
            .text()
            .replace(/\n\s*$/, ''),
        )
        .join('\n')
      if (code.replaceAll(/\s/g, '') === pre.text().replaceAll(/\s/g, '')) pre.text(code)
    }
  },
}
