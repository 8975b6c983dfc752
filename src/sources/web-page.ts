// One answer of the web as parts of a capture, and back: the page's bytes as they came, and beside them what its headers said, since
// `parse` must know the charset that the server claimed. Never the whole header: it may hold cookies.
import type { Material, Part } from '../domain/archive.ts'
import type { WebAnswer } from '../domain/web.ts'

/** A page as `parse` gets it: `name` is the address it was asked by, `url` where it was found after redirects. */
export interface CapturedPage {
  readonly name: string
  readonly url: string
  readonly contentType: string | null
  readonly bytes: Uint8Array
}

const HEADERS = 'headers:'

/** `name`: the address as it was asked for. */
export function pageParts(name: string, { url, contentType, bytes }: WebAnswer): readonly Part[] {
  return [
    { role: 'page', name, bytes },
    { role: 'row', name: `${HEADERS}${name}`, bytes: Buffer.from(JSON.stringify({ url, contentType })) },
  ]
}

/** The pages of a capture in their order; one without headers (an older capture, a file) is its own address. */
export function capturedPages({ parts }: Material): readonly CapturedPage[] {
  return parts.flatMap(({ role, name, bytes }) => {
    if (role !== 'page' || bytes === null) return []
    const head = parts.find((part) => part.role === 'row' && part.name === `${HEADERS}${name}`)?.bytes ?? null
    return [{ name, bytes, ...headersOf(head, name) }]
  })
}

function headersOf(bytes: Uint8Array | null, name: string): { url: string; contentType: string | null } {
  if (bytes === null) return { url: name, contentType: null }
  try {
    const { url, contentType } = JSON.parse(Buffer.from(bytes).toString()) as { url?: unknown; contentType?: unknown }
    return { url: typeof url === 'string' ? url : name, contentType: typeof contentType === 'string' ? contentType : null }
  } catch {
    return { url: name, contentType: null }
  }
}
