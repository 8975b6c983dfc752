// The platform writes each line of a code listing as its own `code` element; they become lines again.
import type { Step } from '../step.ts'

export const codeLines: Step = {
  name: 'code-lines',
  wants: (marks) => marks.has('code'),
  run(tree) {
    tree('pre').each((_, element) => {
      const lines = tree(element).find('code')
      if (lines.length > 1) lines.slice(1).before('\n')
    })
  },
}
