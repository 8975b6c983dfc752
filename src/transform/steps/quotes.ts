// A block with a bar at its left is a quotation, unless it is one short bold or large line: then the bar decorates a heading.
import type { CheerioAPI } from 'cheerio'
import type { Step } from '../step.ts'
import type { Element } from '../tree.ts'
import { visible } from './leaves.ts'
import { findIn, findNamed } from './find.ts'

const HEADING_AT_MOST = 30

export const quotes: Step = {
  name: 'quotes',
  wants: (marks) => marks.has('bar'),
  run(tree) {
    for (const element of findNamed(tree, 'blockquote')) {
      if (element.attribs['data-bar'] === undefined) continue
      const text = visible(tree(element).text())
      const decorated =
        text.length <= HEADING_AT_MOST && (isStrong(tree, element, text) || isLarge(element) || findIn(element, isLarge).length > 0)
      if (text === '' || decorated) element.name = 'div'
    }
  },
}

function isStrong(tree: CheerioAPI, element: Element, text: string): boolean {
  const strong = findIn(element, ({ name }) => name === 'strong')
  return visible(strong.map((one) => tree(one).text()).join('')) === text
}

function isLarge({ attribs }: Element): boolean {
  return attribs['data-z'] !== undefined && attribs['data-z'] !== '0'
}
