// The platform writes each line of a code listing as its own `code` element; they become lines again.
import type { Step } from '../step.ts'
import { type Element, isTag, isText } from '../tree.ts'
import { findNamed } from './find.ts'

const NOT_CODE = new Set(['img', 'a', 'table', 'pre', 'g-media', 'g-made'])

export const codeLines: Step = {
  name: 'code-lines',
  wants: (marks) => marks.has('code'),
  run(tree) {
    for (const element of findNamed(tree, 'pre')) {
      const lines = element.children.filter(isTag).filter(({ name }) => name === 'code')
      if (lines.length < 2) continue
      const whole = textOf(element)
      if (whole === null) continue
      // White space between the lines is the exporter's, not the code's.
      const code = lines.map((line) => textOf(line)?.trimEnd() ?? '').join('\n')
      if (code.replaceAll(/\s/g, '') === whole.replaceAll(/\s/g, '')) tree(element).text(code)
    }
  },
}

/** With line breaks as such; null when it holds what cannot stand in code. */
function textOf(element: Element): string | null {
  let text = ''
  const left = element.children.toReversed()
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (isText(node)) text += node.data
    else if (isTag(node)) {
      if (NOT_CODE.has(node.name)) return null
      if (node.name === 'br') text += '\n'
      for (let at = node.children.length - 1; at >= 0; at -= 1) {
        const child = node.children[at]
        if (child !== undefined) left.push(child)
      }
    }
  }
  return text
}
