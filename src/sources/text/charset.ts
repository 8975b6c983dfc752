// Bytes → text. Trusts in this order: byte order mark, proof (valid UTF-8), HTTP header, the file's own declaration, how Chinese it reads,
// GB18030. A declaration that the bytes contradict is told, never followed; what cannot be read is counted and placed. Never throws.
import type { Remark } from '../../domain/page.ts'
import { encodingOf, headerLabel, pageLabels } from './charset-labels.ts'
import type { Declared } from './charset-labels.ts'
import { byMark, byProof } from './unicode-proof.ts'
import { byChance, byWitness } from './charset-witness.ts'

export interface Decoded {
  readonly text: string
  /** True when some bytes could not be read in any way, or nothing vouches for the charset they were read in. */
  readonly doubt: boolean
  /** The charset it was read in, by its WHATWG name: `utf-8`, `gb18030` (also for GBK and GB 2312), `big5`, `utf-16le`, … */
  readonly encoding: string
  /** Undecodable places. */
  readonly holes: number
  /** Byte offset of the first undecodable place. */
  readonly firstHole: number | null
  readonly declared: Declared
  /** True when the header or the file names another charset than the one it is in. */
  readonly lies: boolean
}

/** `contentType`: the HTTP header that came with the bytes, if any. */
export function decode(bytes: Uint8Array, contentType?: string | null): Decoded {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const labels = pageLabels(buffer)
  const declared: Declared = { header: headerLabel(contentType), page: labels[0] ?? null }
  const proven = byMark(buffer) ?? byProof(buffer, declared)
  const said = [declared.header, ...labels]
  const found = proven === null ? byWitness(buffer, said) : (byChance(buffer, proven, said) ?? { ...proven, unsure: false })
  const { encoding, text, holes, firstHole } = found
  const isAscii = encoding === 'utf-8' && text.length === buffer.length
  const lies = !isAscii && [declared.header, declared.page].some((label) => label !== null && encodingOf(label) !== encoding)
  return { text, encoding, holes, firstHole, declared, lies, doubt: holes > 0 || found.unsure }
}

/** The finding of a text in doubt, with its place; in no language, since editors of all read it. */
export function charsetRemarks({ doubt, encoding, holes, firstHole }: Decoded): readonly Remark[] {
  if (!doubt) return []
  return [{ code: 'charset-doubt', about: firstHole === null ? `${encoding}?` : `${encoding}: ${holes} × U+FFFD, byte ${firstHole}` }]
}

/** What stays to be known about a page whose declaration is wrong. */
export function charsetFacts({ lies, encoding, declared }: Decoded): Readonly<Record<string, string>> {
  if (!lies) return {}
  return { charset: encoding, charset_declared: [declared.header, declared.page].filter((label) => label !== null).join(' / ') }
}
