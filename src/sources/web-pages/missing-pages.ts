// Further pages of an article that its own pages name and that could not be had → rows of its capture, and back as remarks, so that
// a text that is not whole never looks whole.
import type { Material, Part } from '../../domain/archive.ts'
import type { Remark } from '../../domain/page.ts'

const MISSING = 'missing-page:'

export function missingPage(address: string): Part {
  return { role: 'row', name: `${MISSING}${address}`, bytes: Buffer.from('{}') }
}

export function missingPages({ parts }: Material): readonly Remark[] {
  return parts.flatMap(({ role, name }) =>
    role === 'row' && name.startsWith(MISSING) ? [{ code: 'text-cut', about: name.slice(MISSING.length, MISSING.length + 200) }] : [],
  )
}
