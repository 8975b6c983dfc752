// Every part of a picture that tells something and shows nothing goes before it is published; every part that is shown stays as it was.
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { probe } from '../../src/vault/probe.ts'
import { readFrame } from '../../src/vault/raster.ts'

const noise = () =>
  sharp(Buffer.from(Array.from({ length: 40 * 30 * 3 }, (_, i) => (i * 7919) % 251)), { raw: { width: 40, height: 30, channels: 3 } })
const SECRET = '拍摄人张三 13800000000'

const segment = (marker: number, data: string | Buffer) => {
  const bytes = Buffer.from(data)
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(bytes.length + 2, 2)
  return Buffer.concat([head, bytes])
}
const chunk = (name: string, data: string | Buffer) => {
  const body = Buffer.concat([Buffer.from(name), Buffer.from(data)])
  const ends = [Buffer.alloc(4), Buffer.alloc(4)] as const
  ends[0].writeUInt32BE(body.length - 4)
  ends[1].writeUInt32BE(crc32(body))
  return Buffer.concat([ends[0], body, ends[1]])
}
const extension = (label: number, ...blocks: readonly (string | Buffer)[]) =>
  Buffer.concat([
    Buffer.from([0x21, label]),
    ...blocks.flatMap((block) => [Buffer.from([Buffer.from(block).length]), Buffer.from(block)]),
    Buffer.from([0]),
  ])
const riff = (name: string, data: string) => {
  const bytes = Buffer.from(data)
  const head = Buffer.from(`${name}\0\0\0\0`)
  head.writeUInt32LE(bytes.length, 4)
  return Buffer.concat([head, bytes, Buffer.alloc(bytes.length % 2)])
}
const inserted = (bytes: Buffer, at: number, ...parts: readonly Buffer[]) =>
  Buffer.concat([bytes.subarray(0, at), ...parts, bytes.subarray(at)])

const JFIF = Buffer.concat([Buffer.from('JFIF\0'), Buffer.from([1, 1, 1, 0, 72, 0, 72, 0, 0])])
/** As cameras begin it: sharp leaves the head out. */
const jpeg = async (picture = noise()) => inserted(await picture.jpeg().toBuffer(), 2, segment(0xe0, JFIF))

async function published(bytes: Buffer): Promise<Buffer> {
  const seen = await probe(bytes)
  expect(seen).toMatchObject({ fault: null, width: 40, height: 30 })
  const made = seen.publish === null ? bytes : Buffer.from(seen.publish.bytes)
  expect(readFrame(made)?.end).toBe(made.length)
  const strict = { failOn: 'warning', animated: true } as const
  expect((await sharp(made, strict).raw().toBuffer()).equals(await sharp(bytes, { animated: true }).raw().toBuffer())).toBe(true)
  // What was made needs no second cleaning.
  expect((await probe(made)).publish).toBeNull()
  return made
}

describe('a JPEG', () => {
  it.each([
    ['IPTC', segment(0xed, `Photoshop 3.0\0${SECRET}`)],
    ['a comment', segment(0xfe, SECRET)],
    ['XMP', segment(0xe1, `http://ns.adobe.com/xap/1.0/\0${SECRET}`)],
    ['the list of a phone’s further pictures', segment(0xe2, `MPF\0${SECRET}`)],
    ['notes of a phone', segment(0xe4, SECRET)],
    ['a signature of its maker', segment(0xeb, SECRET)],
    ['a small copy in a part of its own', segment(0xe0, `JFXX\0${SECRET}`)],
    ['notes that pass for Adobe’s', segment(0xef, `Adobe${SECRET}`)],
  ])('loses %s, and nothing else', async (_, part) => {
    const plain = await jpeg()
    for (const at of [2, 20]) expect((await published(inserted(plain, at, part))).equals(plain)).toBe(true)
  })
  it('loses the small copy in its head', async () => {
    const plain = await jpeg()
    const head = Buffer.concat([JFIF.subarray(0, 12), Buffer.from([4, 2]), Buffer.alloc(24, 'z')])
    const given = Buffer.concat([plain.subarray(0, 2), segment(0xe0, head), plain.subarray(20)])
    expect((await published(given)).equals(plain)).toBe(true)
  })
  it('keeps its colour profile and Adobe’s colour note', async () => {
    const plain = await jpeg(noise().withIccProfile('p3'))
    const adobe = segment(0xee, Buffer.from('41646f62650064000000000001', 'hex').subarray(0, 12))
    const given = inserted(plain, 20, adobe)
    expect((await published(given)).equals(given)).toBe(true)
    expect((await sharp(await published(inserted(given, 20, segment(0xfe, SECRET)))).metadata()).icc).toBeDefined()
  })
})

describe('a PNG', () => {
  it.each(['tEXt', 'zTXt', 'iTXt', 'tIME', 'caBX', 'prVt'])('loses its %s, before and behind the pixels', async (name) => {
    const plain = await noise().png().toBuffer()
    const part = chunk(name, `Author\0${SECRET}`)
    expect((await published(inserted(plain, 33, part))).equals(plain)).toBe(true)
    expect((await published(inserted(plain, plain.length - 12, part))).equals(plain)).toBe(true)
  })
  it('keeps what its colours need', async () => {
    const plain = await noise().withIccProfile('srgb').png().toBuffer()
    const given = inserted(plain, 33, chunk('gAMA', Buffer.from([0, 0, 0xb1, 0x8f])))
    expect((await published(given)).equals(given)).toBe(true)
  })
})

describe('a GIF', () => {
  const moving = async () =>
    await sharp(await noise().resize(40, 60, { fit: 'fill' }).raw().toBuffer(), {
      raw: { width: 40, height: 60, channels: 3, pageHeight: 30 },
    })
      .gif({ delay: [90, 90], loop: 3 })
      .toBuffer()
  it('loses comments and notes of programs, and moves as often as before', async () => {
    const plain = await moving()
    const parts = [extension(0xfe, SECRET), extension(0xff, 'XMP DataXMP', SECRET), extension(0x01, Buffer.alloc(12), SECRET)]
    const made = await published(inserted(plain, plain.length - 1, ...parts))
    expect(made.equals(plain)).toBe(true)
    expect((await sharp(made).metadata()).loop).toBe(3)
  })
  it('keeps no secret behind the number of its rounds', async () => {
    const plain = await moving()
    const at = plain.indexOf('NETSCAPE2.0') + 11 + 4
    const made = await published(inserted(plain, at, Buffer.from([SECRET.length]), Buffer.from(SECRET.replaceAll(/[^\d]/g, 'x'))))
    expect(made.equals(plain)).toBe(true)
  })
})

describe('a WebP', () => {
  it('loses chunks that nobody shows', async () => {
    const plain = await noise().webp().toBuffer()
    const given = Buffer.concat([plain, riff('XMP ', SECRET), riff('note', SECRET), riff('ALso', SECRET)])
    given.writeUInt32LE(given.length - 8, 4)
    expect((await published(given)).equals(plain)).toBe(true)
  })
})

describe('a picture of nothing but parts', () => {
  it.each([
    ['JPEG', async () => inserted(await noise().jpeg().toBuffer(), 2, ...Array.from({ length: 10_001 }, () => segment(0xe5, '')))],
    ['PNG', async () => inserted(await noise().png().toBuffer(), 33, ...Array.from({ length: 10_001 }, () => chunk('prVt', '')))],
    ['GIF', async () => inserted(await noise().gif().toBuffer(), 13 + 768, ...Array.from({ length: 10_001 }, () => extension(0xfe)))],
    [
      'WebP',
      async () => {
        const given = Buffer.concat([await noise().webp().toBuffer(), ...Array.from({ length: 10_001 }, () => riff('note', ''))])
        given.writeUInt32LE(given.length - 8, 4)
        return given
      },
    ],
  ])('is left to a person: %s', async (_, make) => {
    const bytes = await make()
    expect(readFrame(bytes)).toMatchObject({ end: null, beside: [] })
    expect(await probe(bytes)).toMatchObject({ publish: null, fault: 'media-broken' })
  })
})
