// Bytes of web archives in all their forms, also broken ones: for the example and for the tests. Writes only; reads nothing.
import { createHash } from 'node:crypto'
import { crc32, deflateSync, gzipSync } from 'node:zlib'

export interface Made {
  readonly type?: 'response' | 'resource' | 'request' | 'revisit' | 'warcinfo' | 'metadata'
  readonly url?: string
  readonly date?: string
  /** Fields of the record; an empty value leaves one out that is there by itself. */
  readonly fields?: Readonly<Record<string, string>>
  readonly block: Buffer
}

export function warc({ type = 'response', url, date = '2024-05-08T02:30:00Z', fields = {}, block }: Made): Buffer {
  const kinds = {
    response: 'application/http; msgtype=response',
    request: 'application/http; msgtype=request',
    revisit: 'application/http; msgtype=response',
  }
  const said: Record<string, string> = {
    'WARC-Type': type,
    'WARC-Record-ID': `<urn:uuid:${uuid(`${type} ${url} ${date} ${sha1(block)}`)}>`,
    'WARC-Date': date,
    ...(url === undefined ? {} : { 'WARC-Target-URI': url }),
    'Content-Type': kinds[type as keyof typeof kinds] ?? 'application/warc-fields',
    'Content-Length': String(block.length),
    ...fields,
  }
  const lines = Object.entries(said).filter(([, value]) => value !== '')
  const head = `WARC/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  return Buffer.concat([Buffer.from(head), block, Buffer.from('\r\n\r\n')])
}

/** An HTTP answer as it went over the wire. */
export function http(body: Buffer | string, headers: Readonly<Record<string, string>> = {}, status = '200 OK'): Buffer {
  const bytes = Buffer.from(body)
  const said: Record<string, string> = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': String(bytes.length), ...headers }
  const lines = Object.entries(said).filter(([, value]) => value !== '')
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`), bytes])
}

/** A body in chunks of the transfer coding. */
export function chunked(body: Buffer | string, size = 700): Buffer {
  const bytes = Buffer.from(body)
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size)
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'))
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')])
}

/** One gzip member for each record, as crawlers write. */
export function members(records: readonly Buffer[]): Buffer {
  return Buffer.concat(records.map((record) => gzipSync(record)))
}

/** Records of the older format, in a file of their own. */
export function arc(pages: readonly { readonly url: string; readonly date: string; readonly block: Buffer }[]): readonly Buffer[] {
  const version = '1 0 LaoShiChuan\nURL IP-address Archive-date Content-type Archive-length\n'
  const first = `filedesc://old.arc 0.0.0.0 20120601000000 text/plain ${version.length}\n${version}\n`
  return [
    Buffer.from(first),
    ...pages.map(({ url, date, block }) =>
      Buffer.concat([Buffer.from(`${url} 192.0.2.7 ${date} text/html ${block.length}\n`), block, Buffer.from('\n')]),
    ),
  ]
}

export function sha1Base32(bytes: Buffer): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...createHash('sha1').update(bytes).digest()].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return `sha1:${(bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')}`
}

export function sha1(bytes: Buffer): string {
  return createHash('sha1').update(bytes).digest('hex')
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function uuid(seed: string): string {
  const hex = sha1(Buffer.from(seed))
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** A picture of one colour with a lighter field in it. */
export function png(width: number, height: number, [r, g, b]: readonly [number, number, number]): Buffer {
  const rows = Buffer.alloc((width * 3 + 1) * height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const light = x > width / 4 && x < width / 2 && y > height / 4 && y < height / 2 ? 60 : 0
      rows.set(
        [r + light, g + light, b + light].map((value) => Math.min(255, value)),
        y * (width * 3 + 1) + 1 + x * 3,
      )
    }
  }
  const size = Buffer.alloc(13)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  size.set([8, 2, 0, 0, 0], 8)
  const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([start, pngPiece('IHDR', size), pngPiece('IDAT', deflateSync(rows)), pngPiece('IEND', Buffer.alloc(0))])
}

function pngPiece(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
