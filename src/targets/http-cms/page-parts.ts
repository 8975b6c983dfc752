// A public page goes in; its government page tags and the html of its body element come out.
import { Parser } from 'htmlparser2'

export interface PageParts {
  readonly tags: ReadonlyMap<string, string>
  /** What stands inside the element, as it stands there; empty when there is none. */
  readonly body: string
}

export function pageParts(html: string, bodyClass: string): PageParts {
  const tags = new Map<string, string>()
  let [depth, from, to] = [0, -1, -1]
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'meta' && attributes['name'] !== undefined) tags.set(attributes['name'], attributes['content'] ?? '')
      if (depth > 0) depth += 1
      else if (from < 0 && (attributes['class'] ?? '').split(/\s+/).includes(bodyClass)) [depth, from] = [1, parser.endIndex + 1]
    },
    onclosetag() {
      if (depth === 0) return
      depth -= 1
      if (depth === 0) to = parser.startIndex
    },
  })
  parser.end(html)
  return { tags, body: from < 0 ? '' : html.slice(from, to < 0 ? undefined : to) }
}
