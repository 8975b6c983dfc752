// MHTML → its parts: the page (wherever in the file it stands, exporters put it last) and the pictures by their addresses. Pure.

interface MimePart {
  readonly type: string
  /** Content-Location and `cid:` Content-ID. */
  readonly names: readonly string[]
  /** Decodes the part's bytes; pictures nobody asks for are never decoded. */
  readonly bytes: () => Buffer
}

export interface Mhtml {
  readonly page: MimePart | null
  readonly parts: readonly MimePart[]
  /** Snapshot-Content-Location of the whole file. */
  readonly location: string | null
}

const MOST_DEPTH = 4

export function isMhtml(head: string): boolean {
  return /^(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?content-type:\s*(?:multipart\/(?:related|mixed|alternative)|message\/rfc822)/i.test(
    head.replaceAll('\r', ''),
  )
}

export function readMhtml(file: Buffer): Mhtml {
  const head = headersAt(file, 0)
  const parts = partsOf(file, { start: 0, end: file.length, depth: 0 })
  const pages = parts.filter((part) => part.type === 'text/html')
  const location = head.headers.get('snapshot-content-location') ?? head.headers.get('content-location') ?? null
  return { page: pages.find((part) => location !== null && part.names.includes(location)) ?? pages.at(-1) ?? null, parts, location }
}

/** The page's HTML with the address it was saved from, which the HTML itself often lacks, as browsers note it. */
export function pageOfMhtml(mhtml: Mhtml): Buffer | null {
  if (mhtml.page === null) return null
  const html = mhtml.page.bytes()
  const from = mhtml.location ?? mhtml.page.names.find((name) => /^https?:/i.test(name)) ?? null
  if (from === null || /[<>\s]/.test(from) || html.includes('<!-- saved from url')) return html
  return Buffer.concat([Buffer.from(`<!-- saved from url=(${String(from.length).padStart(4, '0')})${from} -->\n`), html])
}

/** Where one part lies in the file, and in how many others. */
interface Place {
  readonly start: number
  readonly end: number
  readonly depth: number
}

function partsOf(file: Buffer, { start, end, depth }: Place): readonly MimePart[] {
  const { headers, bodyAt } = headersAt(file, start)
  const type = headers.get('content-type') ?? ''
  const boundary = /boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))/i.exec(type)
  const mark = boundary?.[1] ?? boundary?.[2]
  if (/^multipart\//i.test(type) && mark !== undefined && depth < MOST_DEPTH) return split(file, `--${mark}`, { start: bodyAt, end, depth })
  return [
    {
      type: type.split(';')[0]?.trim().toLowerCase() ?? '',
      names: namesOf(headers),
      bytes: () => decodeBody(file.subarray(bodyAt, end), headers.get('content-transfer-encoding') ?? ''),
    },
  ]
}

function split(file: Buffer, mark: string, at: Place): readonly MimePart[] {
  const parts: MimePart[] = []
  let open = file.indexOf(mark, at.start, 'latin1')
  while (open >= 0 && open < at.end) {
    const from = file.indexOf('\n', open) + 1
    // cut off in its last mark: there is nothing behind it
    if (from === 0) break
    const next = file.indexOf(`\n${mark}`, from - 1, 'latin1')
    const stop = next < 0 || next > at.end ? at.end : next
    if (!file.subarray(open, from).includes(`${mark}--`) && stop > from)
      parts.push(...partsOf(file, { start: from, end: stop, depth: at.depth + 1 }))
    open = next < 0 ? -1 : next + 1
  }
  return parts
}

function headersAt(file: Buffer, start: number): { headers: ReadonlyMap<string, string>; bodyAt: number } {
  const window = file.subarray(start, start + 16_384).toString('latin1')
  const blank = /^\r?\n|\n\r?\n/.exec(window)
  const length = blank === null ? window.length : blank.index + blank[0].length
  const headers = new Map<string, string>()
  for (const line of window
    .slice(0, length)
    .replaceAll(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
  }
  return { headers, bodyAt: start + length }
}

function namesOf(headers: ReadonlyMap<string, string>): readonly string[] {
  const id = headers.get('content-id')?.replace(/^<|>$/g, '')
  const location = headers.get('content-location')
  return [...(location === undefined ? [] : [location]), ...(id === undefined ? [] : [`cid:${id}`])]
}

function decodeBody(body: Buffer, encoding: string): Buffer {
  if (/base64/i.test(encoding)) return Buffer.from(body.toString('latin1'), 'base64')
  if (!/quoted-printable/i.test(encoding)) return body
  const text = body.toString('latin1').replaceAll(/(?<![ \t])[ \t]*=\r?\n/g, '')
  return Buffer.from(
    text.replaceAll(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
}
