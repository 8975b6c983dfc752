// The platform writes each line of a code listing as its own `code` element; they become lines again.
import type { Step } from '../step.ts'

export const codeLines: Step = {
  name: 'code-lines',
  wants: (marks) => marks.has('code'),
  run(tree) {
    tree('pre').each((_, element) => {
      const lines = tree(element).find('code').toArray()
      if (lines.length < 2) return
      tree(element).find('br').replaceWith('\n')
      // White space between the lines is the exporter's, not the code's.
      tree(element).text(lines.map((line) => tree(line).text().replace(/\n\s*$/, '')).join('\n'))
    })
  },
}
