// A tree of templates, as a preset writes a body, and the values go in; plain data comes out. Its shape is the preset's: a value can
// become text, number or list in its place, and never a key or a second field.
import { both } from '../../domain/words.ts'
import { valueAt } from './json-path.ts'
import { render, templateFault, type Scope } from './template.ts'

export type Tree = string | number | boolean | null | readonly Tree[] | { readonly [key: string]: Tree }

/** `$each: files` repeats its neighbours (or `$value`) for every entry of a list; `$json` makes its value a text that holds JSON; `$with` takes over the keys of another tree. */
export function renderTree(tree: Tree, scope: Scope): unknown {
  if (typeof tree === 'string') return render(tree, scope)
  if (typeof tree !== 'object' || tree === null) return tree
  if (isList(tree)) return tree.map((one) => renderTree(one, scope)).filter((one) => one !== undefined)
  if (tree['$json'] !== undefined) return JSON.stringify(renderTree(tree['$json'], scope))
  const { $each: list, ...one } = tree
  if (typeof list === 'string') return repeated(list, one, scope)
  const { $with: shared, ...rest } = one
  const inherited = shared === undefined ? null : renderTree(shared, scope)
  return typeof inherited === 'object' && inherited !== null ? { ...inherited, ...rendered(rest, scope) } : rendered(rest, scope)
}

function rendered(tree: { readonly [key: string]: Tree }, scope: Scope): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, one]) => {
      const value = renderTree(one, scope)
      return value === undefined ? [] : [[key, value]]
    }),
  )
}

function repeated(list: string, tree: { readonly [key: string]: Tree }, scope: Scope): unknown[] {
  const items = valueAt(scope, list)
  if (!Array.isArray(items)) return []
  const { $value: single } = tree
  return items.map((item: unknown, index) => {
    // in a batch each article's own values are those that templates speak of
    const own = list === 'batch' && typeof item === 'object' ? item : {}
    const inner = { ...scope, ...own, item, index: index + 1 }
    return renderTree(single ?? tree, inner)
  })
}

function isList(tree: Tree): tree is readonly Tree[] {
  return Array.isArray(tree)
}

function listFaults(list: unknown, names: readonly string[], path: PropertyKey[]): { path: PropertyKey[]; fault: string }[] {
  const known = typeof list === 'string' && names.includes(list.split('.', 1)[0] ?? '')
  return known ? [] : [{ path, fault: both('没有这个列表', 'there is no such list') }]
}

/** Every template of a tree that is wrong, with its place. */
export function treeFaults(
  tree: unknown,
  names: readonly string[],
  path: readonly PropertyKey[] = [],
): { path: PropertyKey[]; fault: string }[] {
  if (typeof tree === 'string') {
    const fault = templateFault(tree, names)
    return fault === null ? [] : [{ path: [...path], fault }]
  }
  if (typeof tree !== 'object' || tree === null) return []
  return Object.entries(tree).flatMap(([key, one]) => {
    // a list that does not exist would silently be empty
    if (key === '$each') return listFaults(one, names, [...path, key])
    return treeFaults(one, names, [...path, Array.isArray(tree) ? Number(key) : key])
  })
}
