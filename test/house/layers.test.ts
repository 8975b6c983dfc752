// House law 7: imports run down the table of docs/architecture.md, and some packages have one importer only.
import { describe, expect, it } from 'vitest'
import { computedImportsOf, filesUnder, importsOf, packageOf, read, roomOf, tableOf, target } from './tree.ts'

const doc = read('docs/architecture.md')
const MAY = new Map(tableOf(doc, 'room').map(([room = '', , may = '']) => [room, may.split(', ').filter((word) => word !== '')]))
const ONLY_IN = new Map(tableOf(doc, 'package').map(([name = '', room = '']) => [name, room]))
const files = filesUnder('src', /\.ts$/).map((path) => ({ path, room: roomOf(path), text: read(path) }))

/** Rooms with a place in the table and no file yet. Git keeps no empty folder, so a fresh clone does not have them. */
const PLANNED = ['desk', 'report']

/** Both are pure: one judges data, the other matches the patterns of mappings in linear time. */
const DOMAIN_MAY = ['zod', 're2js']

/** What is wrong with the imports of one file, in words. */
function breaches(file: { path: string; room: string; text: string }): string[] {
  const computed = computedImportsOf(file.text).map((found) => `${file.path} computes what it imports: ${found}`)
  return [...computed, ...importsOf(file.text).flatMap((module) => breach(file, module))]
}

function breach({ path, room }: { path: string; room: string }, module: string): string[] {
  const inner = target(path, module)
  if (inner === null) {
    if (module.startsWith('node:')) return room === 'domain' ? [`${path} (domain) imports ${module}`] : []
    const name = packageOf(module)
    if (room === 'domain' && !DOMAIN_MAY.includes(name)) return [`${path} (domain) imports ${name}`]
    const only = ONLY_IN.get(name)
    return only !== undefined && only !== room ? [`${path} (${room}) imports ${name}, which belongs to ${only}`] : []
  }
  if (!inner.startsWith('src/')) return [`${path} imports ${inner}, outside src`]
  const to = roomOf(inner)
  return to === room || (MAY.get(room) ?? []).includes(to) ? [] : [`${path} (${room}) imports ${inner} (${to})`]
}

describe('the table of rooms', () => {
  it('names every room there is, and no other', () => {
    expect([...MAY.keys()].sort()).toEqual([...new Set([...files.map((file) => file.room), ...PLANNED])].sort())
  })

  it('lets no two rooms below the top import each other, in any number of steps', () => {
    const reach = (room: string, seen: ReadonlySet<string>): string[] =>
      (MAY.get(room) ?? []).flatMap((next) => (seen.has(next) ? [next] : [next, ...reach(next, new Set([...seen, next]))]))
    const below = [...MAY.keys()].filter((room) => !['top', 'cli', 'desk'].includes(room))
    expect(below.filter((room) => reach(room, new Set()).includes(room))).toEqual([])
  })
})

describe('the reader of imports', () => {
  it('finds every way of importing', () => {
    const text = `import a from 'a'\nimport type { B } from "b"\nimport 'c'\nexport * from './d.ts'\nconst e = await import('e')\nlet f: import('f').F\nrequire('g')\nimport {\n  h,\n} from 'h'\n// import 'no'`
    expect(importsOf(text).sort()).toEqual(['./d.ts', 'a', 'b', 'c', 'e', 'f', 'g', 'h'])
    expect(computedImportsOf('await import(name)')).toHaveLength(1)
  })

  it('sees a breach when there is one', () => {
    expect(
      breaches({
        path: 'src/domain/x.ts',
        room: 'domain',
        text: "import '../ledger/sql.ts'\nimport 'got'\nimport 'node:fs'\nawait import(x)",
      }),
    ).toHaveLength(4)
    expect(breaches({ path: 'src/desk/x.ts', room: 'desk', text: "const { Pool } = await import('pg')" })).toEqual([
      'src/desk/x.ts (desk) imports pg, which belongs to ledger',
    ])
  })
})

describe('the imports of every file', () => {
  it('run down the table', () => {
    expect(files.length).toBeGreaterThan(20)
    expect(files.flatMap(breaches)).toEqual([])
  })

  it('carry the .ts ending and name a file that exists', () => {
    const known = new Set(files.map((file) => file.path))
    const lost = files.flatMap(({ path, text }) =>
      importsOf(text)
        .map((module) => target(path, module))
        .filter((inner) => inner !== null && /^src\/.*(\.ts|\/[^.]*)$/.test(inner) && !known.has(inner))
        .map((inner) => `${path} → ${inner}`),
    )
    expect(lost).toEqual([])
  })
})
