// Named bytes in, one zip out (stored, dated 2026-01-01): just enough to write an .xlsx that is the same at every run.
import { crc32 } from 'node:zlib'

const DATE = ((2026 - 1980) << 9) | (1 << 5) | 1

export function zip(files: Readonly<Record<string, string>>): Buffer {
  const bodies: Buffer[] = []
  const index: Buffer[] = []
  let at = 0
  for (const [name, text] of Object.entries(files)) {
    const data = Buffer.from(text)
    const shared = fields(name, data)
    const body = Buffer.concat([uint32(0x04034b50), shared, Buffer.from(name), data])
    index.push(
      Buffer.concat([uint32(0x02014b50), uint16(20), shared, uint16(0), uint16(0), uint16(0), uint32(0), uint32(at), Buffer.from(name)]),
    )
    bodies.push(body)
    at += body.length
  }
  const list = Buffer.concat(index)
  const end = Buffer.concat([
    uint32(0x06054b50),
    uint16(0),
    uint16(0),
    uint16(index.length),
    uint16(index.length),
    uint32(list.length),
    uint32(at),
    uint16(0),
  ])
  return Buffer.concat([...bodies, list, end])
}

/** Version needed … extra length: the same run of fields stands in both headers. */
function fields(name: string, data: Buffer): Buffer {
  return Buffer.concat([
    uint16(20),
    uint16(0x0800),
    uint16(0),
    uint16(0),
    uint16(DATE),
    uint32(crc32(data)),
    uint32(data.length),
    uint32(data.length),
    uint16(Buffer.byteLength(name)),
    uint16(0),
  ])
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
