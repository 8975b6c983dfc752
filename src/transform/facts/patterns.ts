// A mapping in, its regular expressions compiled once out. One mapping serves a whole archive.
import { pattern, type Test, testOf } from '../../domain/condition.ts'
import type { Mapping } from '../../domain/mapping.ts'
import { type Pattern, patternOf } from '../../domain/pattern.ts'

export interface Patterns {
  readonly titleStrip: readonly Pattern[]
  readonly sourceStrip: readonly Pattern[]
  readonly authorStrip: readonly Pattern[]
  readonly routes: readonly { readonly test: Test | null; readonly column: string }[]
  readonly outcomes: readonly { readonly test: Test; readonly rule: Mapping['outcomes'][number] }[]
  readonly urgent: readonly Test[]
  /** Addresses that are services. */
  readonly services: readonly Pattern[]
  readonly drop: readonly { readonly name: string; readonly text: Pattern | null; readonly selector: string | null }[]
  /** Attributes the drop selectors look at; null = no selector. */
  readonly keep: ReadonlySet<string> | null
}

const compiled = new WeakMap<Mapping, Patterns>()

export function patternsOf(mapping: Mapping): Patterns {
  let found = compiled.get(mapping)
  if (found === undefined) {
    found = compile(mapping)
    compiled.set(mapping, found)
  }
  return found
}

function compile(mapping: Mapping): Patterns {
  const names = new Set<string>()
  return {
    titleStrip: mapping.title.strip.map(patternOf),
    sourceStrip: mapping.source.strip.map(patternOf),
    authorStrip: mapping.author.strip.map(patternOf),
    routes: mapping.routes.map(({ when, column }) => ({ test: when === undefined ? null : testOf(when), column })),
    outcomes: mapping.outcomes.map((rule) => ({ test: testOf(rule.when), rule })),
    urgent: mapping.urgent.map(testOf),
    services: mapping.services.map(patternOf),
    drop: mapping.drop.map(({ name, text, selector }) => ({
      name,
      text: pattern(text),
      selector: selector === undefined ? null : rewrite(selector, names),
    })),
    keep: mapping.drop.some(({ selector }) => selector !== undefined) ? names : null,
  }
}

/**
 * A selector speaks of the platform's markup, but works on the cleaned tree: classes, ids and attributes stand there as `data-k-…`,
 * and element names other than `div` and `a` as `data-tag`. The names it needs are added to `names`.
 */
function rewrite(selector: string, names: Set<string>): string {
  return selector.replaceAll(
    /\[\s*([\w-]+)|"[^"]*"|'[^']*'|\.([\w-]+)|#([\w-]+)|(::?[\w-]+)|(^|[\s>+~,(])([a-z][\w-]*)/gi,
    // oxlint-disable-next-line max-params -- the parameters are those that replace() hands over: the match and its groups
    (whole: string, attribute?: string, cls?: string, id?: string, _pseudo?: string, before?: string, tag?: string) => {
      if (attribute !== undefined) return `[data-k-${add(names, attribute.toLowerCase())}`
      if (cls !== undefined) return `[data-k-${add(names, 'class')}~="${cls}"]`
      if (id !== undefined) return `[data-k-${add(names, 'id')}="${id}"]`
      if (tag !== undefined && !KEPT_TAGS.test(tag)) return `${before ?? ''}[data-tag="${add(names, `<${tag.toLowerCase()}`).slice(1)}"]`
      return whole
    },
  )
}

const KEPT_TAGS = /^(?:div|a|img|table|tr|td|th|ul|ol|li|h[2-6])$/i

function add(names: Set<string>, name: string): string {
  names.add(name)
  return name
}
