// The smallest real sound and film: silent MPEG frames, and an mp4 that has its boxes but no picture. Written byte by byte.

/** About a second of silence: MPEG-1 layer III, 128 kbit/s, 44.1 kHz, mono; all-zero side information decodes to silence. */
export function mp3(): Buffer {
  const frame = Buffer.alloc(417)
  frame.set([0xff, 0xfb, 0x90, 0xc0])
  return Buffer.concat(Array.from({ length: 38 }, () => frame))
}

/** `ftyp` + `moov` with a movie header and no track + an empty `mdat`. */
export function mp4(): Buffer {
  const brand = Buffer.concat([Buffer.from('isom', 'latin1'), uint(512), Buffer.from('isomiso2mp41', 'latin1')])
  const header = Buffer.concat([
    uint(0),
    uint(0),
    uint(0),
    uint(1000),
    uint(1000),
    uint(0x00010000),
    Buffer.from([1, 0, 0, 0]),
    uint(0),
    uint(0),
    ...[0x00010000, 0, 0, 0, 0x00010000, 0, 0, 0, 0x40000000].map(uint),
    Buffer.alloc(24),
    uint(1),
  ])
  return Buffer.concat([box('ftyp', brand), box('moov', box('mvhd', header)), box('mdat', Buffer.alloc(64))])
}

function box(type: string, data: Buffer): Buffer {
  return Buffer.concat([uint(data.length + 8), Buffer.from(type, 'latin1'), data])
}

function uint(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
