// A block with a bar at its left is a quotation, unless it is one short bold or large line: then the bar decorates a heading.
import type { Step } from '../step.ts'
import { visible } from './leaves.ts'
import { find } from './find.ts'

const HEADING_AT_MOST = 30

export const quotes: Step = {
  name: 'quotes',
  wants: (marks) => marks.has('bar'),
  run(tree) {
    for (const element of find(tree, 'blockquote[data-bar]')) {
      const quote = tree(element)
      const text = visible(quote.text())
      const strong = visible(quote.find('strong').text())
      const decorated =
        text.length <= HEADING_AT_MOST &&
        (strong === text || quote.is('[data-z]:not([data-z=0])') || quote.find('[data-z]:not([data-z=0])').length > 0)
      if (text === '' || decorated) element.name = 'div'
    }
  },
}
