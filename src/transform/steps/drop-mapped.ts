// Drops what the mapping's `drop` rules name: by selector, or blocks whose whole text matches.
import { patternsOf } from '../facts/patterns.ts'
import type { Step } from '../step.ts'
import { drop } from './drop.ts'
import { leafBlocks, visible } from './leaves.ts'
import { find } from './find.ts'

/** A block that a text rule may drop has at most so many characters. */
const LONGEST = 2000

export const dropMapped: Step = {
  name: 'drop-mapped',
  wants: (_marks, near) => near.mapping.drop.length > 0,
  run(tree, { near, note }) {
    for (const rule of patternsOf(near.mapping).drop) {
      if (rule.selector !== null) {
        // Outermost first: what is inside a dropped element went with it.
        for (const element of matching(() => find(tree, rule.selector ?? ''))) {
          const found = tree(element)
          if (rule.text !== null && !rule.text.test(visible(found.text()))) continue
          if (found.closest('[data-gone]').length === 0) drop(found.attr('data-gone', ''), rule.name, note)
        }
      } else if (rule.text !== null) {
        for (const { element, text } of leafBlocks(tree, LONGEST)) {
          if (text !== null && text !== '' && rule.text.test(text)) drop(tree(element), rule.name, note)
        }
      }
    }
  },
}

/** A selector that cannot be read drops nothing: the mapping's check tells about it. */
function matching<T>(seek: () => readonly T[]): readonly T[] {
  try {
    return seek()
  } catch {
    return []
  }
}
