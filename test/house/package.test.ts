// What a fresh clone relies on: exact versions, no registry of somebody's own, and two READMEs that say the same.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { read, ROOT } from './tree.ts'

const EXACT = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/
/** Where packages come from is the matter of the machine that installs them; not even the lock file says it. */
const REGISTRY =
  /registry\.(?:npmjs\.org|yarnpkg\.com|npmmirror\.com)|npm\.pkg\.github\.com|(?:artifactory|nexus|verdaccio|pkgs\.dev)\.|\bregistry\s*=|"registry"\s*:/i
const SKIP_FOLDERS = new Set(['node_modules', '.git', 'data', 'results'])
const TEXT = /(?:^|\/)(?:[^/.]+|\.[\w.-]+|[^/]*\.(?:ts|mjs|js|json|ya?ml|md|sh|sql|css|html|txt|toml|lock|service|conf))$/

/** Every text file of the tree but what Git does not keep, and but the demo's archive, which is made. */
function textFiles(folder = ''): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory())
      return SKIP_FOLDERS.has(entry.name) || path.startsWith('data-') || path === 'examples/qingshi-health' ? [] : textFiles(path)
    return entry.isFile() && TEXT.test(path) ? [path] : []
  })
}

function namesRegistry(text: string): boolean {
  return REGISTRY.test(text)
}

describe('package.json', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >

  it('names every version exactly', () => {
    const all = Object.entries({ ...dependencies, ...devDependencies })
    expect(all.length).toBeGreaterThan(20)
    expect(all.filter(([, version]) => !EXACT.test(version))).toEqual([])
  })

  it('runs only files that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const named = Object.values(scripts).flatMap((script) => script.match(/\b[\w./-]+\.(?:ts|mjs|yaml)\b/g) ?? [])
    expect(named.length).toBeGreaterThan(3)
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  })
})

describe('the tree', () => {
  it('names no package registry', () => {
    const files = textFiles()
    expect(files.length).toBeGreaterThan(200)
    expect(files).toEqual(expect.arrayContaining(['package-lock.json', '.npmrc', 'Dockerfile', '.ci/run']))
    expect(files.filter((path) => path !== 'test/house/package.test.ts' && namesRegistry(read(path)))).toEqual([])
  })

  it('would be caught naming one', () => {
    expect(['registry=https://npm.example/', '"resolved": "https://registry.npmjs.org/got"'].map(namesRegistry)).toEqual([true, true])
    expect(namesRegistry('save-exact=true')).toBe(false)
  })
})

describe('the two READMEs', () => {
  const english = parts(read('README.md'))
  const chinese = parts(read('README.zh-CN.md'))

  it('have the same sections, as many rows and lists in each', () => {
    expect(english.shape.length).toBeGreaterThan(10)
    expect(chinese.shape).toEqual(english.shape)
  })

  it('tell the same commands and keys', () => {
    expect(english.code.length).toBeGreaterThan(15)
    expect(chinese.code).toEqual(english.code)
  })

  it('link to the same pages, and to each other', () => {
    expect(english.links.length).toBeGreaterThan(10)
    expect(chinese.links).toEqual(english.links)
    expect([read('README.md').includes('](README.zh-CN.md)'), read('README.zh-CN.md').includes('](README.md)')]).toEqual([true, true])
  })
})

/** A README without its words: headings by depth, rows, points and fences; what stands in backticks; where it links to. */
function parts(markdown: string): { shape: string[]; code: string[]; links: string[] } {
  const fences = [...markdown.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap((found) => (found[1] ?? '').split('\n'))
  return {
    shape: markdown.match(/^(?:#+ |\||- |```\w*)/gm) ?? [],
    // A placeholder is a word of the language it stands in, and so is what follows a # in a shell.
    code: [
      ...fences.map((line) => line.replace(/\s*#.*/, '')),
      ...(markdown.replace(/^```[\s\S]*?^```/gm, '').match(/`[^`\n]+`/g) ?? []),
    ].map((text) => text.replace(/DIR|目录/, '…')),
    links: [...markdown.matchAll(/\]\(([^)]+)\)/g)].map((found) => found[1] ?? '').filter((link) => !/^README\b/.test(link)),
  }
}
