// Raw RGB pixels in, PNG bytes out. Run-length deflate only, so that the bytes are the same on every processor.
import { constants, crc32, deflateSync } from 'node:zlib'

export interface Pixels {
  readonly width: number
  readonly height: number
  readonly rgb: Uint8Array
}

export function png({ width, height, rgb }: Pixels): Buffer {
  const lines = Buffer.alloc(height * (width * 3 + 1))
  for (let y = 0; y < height; y++) filterUp(lines, { width, y, rgb })
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const data = deflateSync(lines, { strategy: constants.Z_RLE, level: 9 })
  const sign = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([sign, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

function filterUp(lines: Buffer, { width, y, rgb }: { width: number; y: number; rgb: Uint8Array }): void {
  const row = width * 3
  const out = y * (row + 1)
  lines[out] = 2
  for (let x = 0; x < row; x++) {
    const above = y === 0 ? 0 : (rgb[(y - 1) * row + x] ?? 0)
    lines[out + 1 + x] = ((rgb[y * row + x] ?? 0) - above) & 255
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)])
}
