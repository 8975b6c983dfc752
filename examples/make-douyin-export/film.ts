// A colour in, the smallest film that plays out: an MP4 of one H.264 picture, written bit by bit, its blocks stored as they are (I_PCM).

/** In blocks of sixteen pixels. */
const WIDTH = 6
const HEIGHT = 4
const SECONDS = 2

/** Brightness and colour between 16 and 235: below, four bytes might look like the beginning of another unit. */
export function film([y, cb, cr]: readonly [number, number, number]): Buffer {
  const picture = slice(y, cb, cr)
  const sample = Buffer.concat([uint32(picture.length), picture])
  const ftyp = box('ftyp', Buffer.from('isom'), uint32(512), Buffer.from('isomiso2avc1mp41'))
  const moovLength = moov(sample.length, 0).length
  return Buffer.concat([ftyp, moov(sample.length, ftyp.length + moovLength + 8), box('mdat', sample)])
}

type Bits = readonly number[]

function bits(value: number, count: number): Bits {
  return Array.from({ length: count }, (_, n) => (value >> (count - 1 - n)) & 1)
}

/** Exp-Golomb. */
function ue(value: number): Bits {
  const length = 32 - Math.clz32(value + 1)
  return [...bits(0, length - 1), ...bits(value + 1, length)]
}

/** Filled up with zeros. */
function bytesOf(...parts: readonly Bits[]): Buffer {
  const all = parts.flat()
  return Buffer.from(
    Array.from({ length: Math.ceil(all.length / 8) }, (_, n) =>
      Number.parseInt(
        all
          .slice(n * 8, n * 8 + 8)
          .join('')
          .padEnd(8, '0'),
        2,
      ),
    ),
  )
}

/** Baseline profile, level 1; pictures count by themselves. */
function sequence(): Buffer {
  const head = [bits(0x67, 8), bits(66, 8), bits(0xc0, 8), bits(10, 8)]
  return bytesOf(...head, ue(0), ue(0), ue(2), ue(0), bits(0, 1), ue(WIDTH - 1), ue(HEIGHT - 1), bits(0b11001, 5))
}

function parameters(): Buffer {
  return bytesOf(bits(0x68, 8), ue(0), ue(0), bits(0, 2), ue(0), ue(0), ue(0), bits(0, 3), ue(0), ue(0), ue(0), bits(0b0001, 4))
}

/** Every block a little darker than the one before, so that one sees a picture. */
function slice(y: number, cb: number, cr: number): Buffer {
  const head = [bits(0x65, 8), ue(0), ue(7), ue(0), bits(0, 4), ue(0), bits(0, 2), ue(0)]
  const blocks = Array.from({ length: WIDTH * HEIGHT }, (_, n) => {
    const colour = Buffer.concat([Buffer.alloc(256, Math.max(16, y - n * 3)), Buffer.alloc(64, cb), Buffer.alloc(64, cr)])
    return Buffer.concat([bytesOf(...(n === 0 ? head : []), ue(25)), colour])
  })
  return Buffer.concat([...blocks, Buffer.from([0x80])])
}

function moov(sampleBytes: number, at: number): Buffer {
  const [width, height] = [WIDTH * 16, HEIGHT * 16]
  const matrix = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].map(uint32)
  const length = uint32(SECONDS * 1000)
  const mvhd = full(
    'mvhd',
    uint32(0),
    uint32(0),
    uint32(1000),
    length,
    uint32(0x10000),
    uint32(0x1000000),
    uint32(0),
    uint32(0),
    ...matrix,
    Buffer.alloc(24),
    uint32(2),
  )
  const tkhd = box(
    'tkhd',
    uint32(7),
    uint32(0),
    uint32(0),
    uint32(1),
    uint32(0),
    length,
    Buffer.alloc(16),
    ...matrix,
    uint32(width * 65536),
    uint32(height * 65536),
  )
  const mdhd = full('mdhd', uint32(0), uint32(0), uint32(1000), length, uint32(0x55c40000))
  const hdlr = full('hdlr', uint32(0), Buffer.from('vide'), Buffer.alloc(12), Buffer.from('picture\0'))
  const dinf = box('dinf', full('dref', uint32(1), box('url ', uint32(1))))
  const [sps, pps] = [sequence(), parameters()]
  const avcC = box('avcC', Buffer.from([1, 66, 0xc0, 10, 0xff, 0xe1]), uint16(sps.length), sps, Buffer.from([1]), uint16(pps.length), pps)
  const shape = Buffer.concat([
    uint16(width),
    uint16(height),
    uint32(0x480000),
    uint32(0x480000),
    uint32(0),
    uint16(1),
    Buffer.alloc(32),
    uint16(24),
    uint16(0xffff),
  ])
  const avc1 = box('avc1', Buffer.alloc(6), uint16(1), Buffer.alloc(16), shape, avcC)
  const stbl = box(
    'stbl',
    full('stsd', uint32(1), avc1),
    full('stts', uint32(1), uint32(1), length),
    full('stsc', uint32(1), uint32(1), uint32(1), uint32(1)),
    full('stsz', uint32(0), uint32(1), uint32(sampleBytes)),
    full('stco', uint32(1), uint32(at)),
  )
  const minf = box('minf', box('vmhd', uint32(1), Buffer.alloc(8)), dinf, stbl)
  return box('moov', mvhd, box('trak', tkhd, box('mdia', mdhd, hdlr, minf)))
}

function box(type: string, ...data: readonly Buffer[]): Buffer {
  const body = Buffer.concat(data)
  return Buffer.concat([uint32(body.length + 8), Buffer.from(type, 'latin1'), body])
}

function full(type: string, ...data: readonly Buffer[]): Buffer {
  return box(type, uint32(0), ...data)
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
