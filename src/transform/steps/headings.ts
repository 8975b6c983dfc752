// A short block whose whole text is bold and larger than body text is a heading: editors of the platform have no heading key.
import type { CheerioAPI } from 'cheerio'
import type { Step } from '../step.ts'
import { type Found, leaves, visible } from './drop.ts'

const AT_MOST = 40

export const headings: Step = {
  name: 'headings',
  wants: (marks) => marks.has('big'),
  run(tree) {
    for (const element of leaves(tree).toArray()) {
      if (element.type !== 'tag' || element.name !== 'div') continue
      const block = tree(element)
      const text = visible(block.text())
      if (text === '' || text.length > AT_MOST || /[。;；!！,，、:：]$/.test(text) || block.find('br, img, g-embed, a').length > 0) continue
      const size = smallest(tree, block)
      if (size === 0 || block.closest('table, li, figure, a, blockquote').length > 0) continue
      element.name = size >= 20 ? 'h2' : 'h3'
      block.find('strong').each((_, strong) => void tree(strong).replaceWith(tree(strong).contents()))
    }
  },
}

/** The smallest font size of the block's text, 0 when any of it is not bold or not large. */
function smallest(tree: CheerioAPI, block: Found): number {
  let size = 100
  const left = block.contents().toArray()
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (node.type === 'tag') left.push(...tree(node).contents().toArray())
    else if (node.type === 'text' && visible(node.data) !== '') {
      const text = tree(node)
      const own = text.parent().closest('strong').length === 0 ? 0 : Number(text.parent().closest('[data-z]').attr('data-z') ?? 0)
      size = Math.min(size, own)
    }
  }
  return size === 100 ? 0 : size
}
