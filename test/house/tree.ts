// Reads the source tree for the house laws: which files there are, which room each is in, and everything it imports.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..')

export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** Every file under a folder of the tree whose name matches, as `src/domain/job.ts`, sorted. */
export function filesUnder(folder: string, name: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
}

/** The folder right under `src/`; `top` for files directly in it. */
export function roomOf(path: string): string {
  const parts = path.split('/')
  return parts.length > 2 ? (parts[1] ?? 'top') : 'top'
}

/** Every module a text imports, in any way TypeScript knows: static, side-effect, re-export, dynamic, `import('x')` types, require. */
export function importsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  const ways = [/\bfrom\s*['"]([^'"]+)['"]/g, /\bimport\s*['"]([^'"]+)['"]/g, /\b(?:import|require|resolve)\s*\(\s*['"`]([^'"`]+)['"`]/g]
  return ways.flatMap((way) => [...code.matchAll(way)].map((found) => found[1] ?? ''))
}

/** Imports whose module is computed can't be checked, so they are a mistake of their own. */
export function computedImportsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  return [...code.matchAll(/\bimport\s*\(\s*(?!['"])[^)]{0,80}/g)].map((found) => found[0])
}

/** A relative import as a path of the tree; null for a package or a module of Node. */
export function target(from: string, module: string): string | null {
  return module.startsWith('.') ? posix.join(posix.dirname(from), module) : null
}

/** The package an import names: `zod/v4` → `zod`, `@a/b/c` → `@a/b`. */
export function packageOf(module: string): string {
  const parts = module.split('/')
  return module.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '')
}

/** The rows of the Markdown table whose header starts with this cell, without header and rule. */
export function tableOf(markdown: string, firstHeader: string): string[][] {
  const lines = markdown.split('\n')
  const start = lines.findIndex((line) => line.startsWith(`| ${firstHeader} |`))
  if (start < 0) throw new Error(`no table starts with the header ${firstHeader}`)
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('|'))
  return lines.slice(start + 2, end < 0 ? undefined : end).map((line) => line.replace(/^\| ?| ?\|$/g, '').split(/ ?\| ?/))
}
