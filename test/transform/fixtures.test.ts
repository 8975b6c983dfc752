// One folder per case: what the platform wrote, and the html and Markdown that must come of it. GUIJI_UPDATE=1 writes them anew, to be read.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mappingOf, nearOf, sound } from '../kits/step-kit.ts'

const ROOT = resolve(import.meta.dirname, '../fixtures/transform')

describe('a body becomes clean html and Markdown', () => {
  it.each(readdirSync(ROOT))('%s', (name) => {
    const folder = join(ROOT, name)
    const mapping = join(folder, 'mapping.json')
    const near = existsSync(mapping) ? nearOf({ mapping: mappingOf(JSON.parse(readFileSync(mapping, 'utf8'))) }) : nearOf()
    const { draft, findings } = sound(readFileSync(join(folder, 'body.html'), 'utf8'), {}, near)
    const html = `${draft.html.replaceAll(/(<\/(?:p|h[2-6]|ul|ol|li|blockquote|pre|table|tr|figure)>|<hr>)/g, '$1\n').trim()}\n`
    const said = `${findings.map(({ code, about }) => `${code} ${about}`.trim()).join('\n')}\n`
    if (process.env['GUIJI_UPDATE'] === '1') {
      writeFileSync(join(folder, 'expected.html'), html)
      writeFileSync(join(folder, 'expected.md'), draft.markdown)
      writeFileSync(join(folder, 'expected.txt'), said)
    }
    expect(html).toBe(readFileSync(join(folder, 'expected.html'), 'utf8'))
    expect(draft.markdown).toBe(readFileSync(join(folder, 'expected.md'), 'utf8'))
    expect(said).toBe(readFileSync(join(folder, 'expected.txt'), 'utf8'))
    expect(draft.conservation.lost).toEqual([])
  })
})
