// What bytes are, whether they may be published, and what is published instead: pictures, films, sounds and files.
import { deflateSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { probe } from '../../src/vault/probe.ts'
import { readFrame } from '../../src/vault/raster.ts'

// Noise, so that the files have real lengths.
const noise = (width: number, height: number) =>
  sharp(Buffer.from(Array.from({ length: width * height * 3 }, (_, i) => (i * 7919) % 251)), { raw: { width, height, channels: 3 } })

const kinds: Record<string, (picture: Sharp) => Sharp> = {
  jpeg: (picture) => picture.jpeg(),
  'progressive jpeg': (picture) => picture.jpeg({ progressive: true }),
  png: (picture) => picture.png(),
  'png with palette': (picture) => picture.png({ palette: true }),
  gif: (picture) => picture.gif(),
  'lossy webp': (picture) => picture.webp(),
  'lossless webp': (picture) => picture.webp({ lossless: true }),
  'webp with transparency': (picture) => picture.ensureAlpha(0.5).webp(),
}

const made: Record<string, Buffer> = {}
beforeAll(async () => {
  for (const [name, write] of Object.entries(kinds)) made[name] = await write(noise(123, 77)).toBuffer()
})
const of = (name: string): Buffer => made[name] ?? Buffer.alloc(0)

describe('the probe of pictures', () => {
  it.each(Object.keys(kinds))('takes a %s as it is and reads its size from the head', async (name) => {
    const frame = readFrame(of(name))
    expect(frame).toMatchObject({ width: 123, height: 77, end: of(name).length })
    expect(await probe(of(name))).toEqual({ mediaType: frame?.mediaType, width: 123, height: 77, publish: null, fault: null })
  })

  it.each(Object.keys(kinds))('notices that a %s is cut off, wherever it is cut', async (name) => {
    for (const part of [0.2, 0.5, 0.9]) {
      expect(await probe(of(name).subarray(0, Math.floor(of(name).length * part)))).toMatchObject({ publish: null, fault: 'media-broken' })
    }
    expect(await probe(of(name).subarray(0, -3))).toMatchObject({ fault: 'media-broken' })
  })

  it.each(Object.keys(kinds))('cuts off what hangs behind a %s', async (name) => {
    const payload = Buffer.from('PK\x03\x04<script>steal()</script>\xff\xd9IEND', 'latin1')
    const seen = await probe(Buffer.concat([of(name), payload]))
    expect(seen.fault).toBeNull()
    expect(seen.publish && Buffer.from(seen.publish.bytes).equals(of(name))).toBe(true)
    expect(await probe(Buffer.concat([of(name), Buffer.alloc(7)]))).toMatchObject({ publish: null, fault: null })
  })

  it('keeps a moving GIF as it is', async () => {
    const frames = Buffer.concat(
      await Promise.all(
        [1, 2].map((n) =>
          noise(20 * n, 20)
            .resize(20, 20)
            .raw()
            .toBuffer(),
        ),
      ),
    )
    const moving = await sharp(frames, { raw: { width: 20, height: 40, channels: 3, pageHeight: 20 } })
      .gif({ delay: [100, 100] })
      .toBuffer()
    expect((await sharp(moving).metadata()).pages).toBe(2)
    expect(await probe(moving)).toEqual({ mediaType: 'image/gif', width: 20, height: 20, publish: null, fault: null })
  })

  it('writes a picture anew when something active hides beside its pixels, in every format', async () => {
    const hidden = Buffer.from('<?php system($_GET[0]);?><script>alert(1)</script>')
    const jpeg = Buffer.concat([of('jpeg').subarray(0, 2), Buffer.from([0xff, 0xfe, 0, hidden.length + 2]), hidden, of('jpeg').subarray(2)])
    const gif = of('gif')
    const comment = Buffer.concat([Buffer.from([0x21, 0xfe, hidden.length]), hidden, Buffer.from([0])])
    const hiding = { jpeg, gif: Buffer.concat([gif.subarray(0, -1), comment, gif.subarray(-1)]) }
    for (const [name, bytes] of Object.entries(hiding)) {
      const seen = await probe(bytes)
      expect(seen).toMatchObject({
        mediaType: `image/${name}`,
        width: 123,
        height: 77,
        fault: null,
        publish: { mediaType: `image/${name}` },
      })
      expect(Buffer.from(seen.publish?.bytes ?? []).includes('script')).toBe(false)
      expect(await probe(bytes, { reencode: 'never' })).toMatchObject({ publish: null, fault: 'media-broken' })
    }
  })

  it('does not take a script for a GIF', async () => {
    expect(await probe(Buffer.from('GIF89a/*aaaaaaaaaaaaaaaaaaaaaaa*/=1;alert(document.domain)'))).toMatchObject({
      publish: null,
      fault: 'media-broken',
    })
  })

  it('turns TIFF and AVIF into what browsers show', async () => {
    expect(await probe(await noise(50, 40).tiff().toBuffer())).toMatchObject({
      mediaType: 'image/tiff',
      width: 50,
      height: 40,
      fault: null,
      publish: { mediaType: 'image/jpeg' },
    })
    const seen = await probe(await noise(50, 40).ensureAlpha(0.5).avif().toBuffer())
    expect(seen).toMatchObject({ mediaType: 'image/avif', publish: { mediaType: 'image/png' }, fault: null })
    expect(readFrame(Buffer.from(seen.publish?.bytes ?? []))).toMatchObject({ width: 50, height: 40 })
  })

  it('refuses a picture bomb without decoding it', async () => {
    const head = Buffer.alloc(13)
    head.writeUInt32BE(50_000, 0)
    head.writeUInt32BE(50_000, 4)
    head.set([1, 0], 8)
    const bomb = Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      chunk('IHDR', head),
      chunk('IDAT', deflateSync(Buffer.alloc(100_000))),
      chunk('IEND', Buffer.alloc(0)),
    ])
    expect(await probe(bomb)).toMatchObject({ width: 50_000, publish: null, fault: 'media-broken' })
  })

  it('notices a flipped bit in a PNG', async () => {
    const flipped = Buffer.from(of('png'))
    const at = Math.floor(flipped.length / 2)
    flipped[at] = (flipped[at] ?? 0) ^ 1
    expect(await probe(flipped)).toMatchObject({ fault: 'media-broken' })
  })
})

describe('the probe of other files', () => {
  const box = (name: string, size: number) => {
    const bytes = Buffer.alloc(size)
    bytes.writeUInt32BE(size, 0)
    bytes.write(name, 4)
    if (name === 'ftyp') bytes.write('isom\0\0\0\0isommp41', 8)
    return bytes
  }
  const film = Buffer.concat([box('ftyp', 24), box('moov', 100), box('mdat', 5000)])
  const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n')
  const zip = Buffer.concat([
    Buffer.from('PK\x03\x04\x14\0\0\0\0\0', 'latin1'),
    Buffer.alloc(20),
    Buffer.from('x.txt', 'latin1'),
    Buffer.from('PK\x05\x06', 'latin1'),
    Buffer.alloc(18),
  ])
  const sound = Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\0\0', 'latin1'), Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(413)])

  it.each([
    ['video/mp4', film],
    ['application/pdf', pdf],
    ['application/zip', zip],
    ['audio/mpeg', sound],
    ['text/plain', Buffer.from('名单\r\n张某某')],
  ])('takes %s as it is', async (mediaType, bytes) => {
    expect(await probe(bytes)).toEqual({ mediaType, width: null, height: null, publish: null, fault: null })
  })

  it('notices films, PDFs and zips that are cut off', async () => {
    for (const bytes of [film.subarray(0, 4000), pdf.subarray(0, 30), zip.subarray(0, 30)]) {
      expect(await probe(bytes)).toMatchObject({ publish: null, fault: 'media-broken' })
    }
  })

  it('tells old Word, Excel and PowerPoint files apart', async () => {
    const compound = (stream: string) =>
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from(stream, 'utf16le'), Buffer.alloc(100)])
    for (const [stream, mediaType] of [
      ['WordDocument', 'application/msword'],
      ['Workbook', 'application/vnd.ms-excel'],
      ['PowerPoint Document', 'application/vnd.ms-powerpoint'],
    ] as const) {
      expect(await probe(compound(stream))).toMatchObject({ mediaType, fault: null })
    }
  })

  it('never lets through a web page, a program, nothing, or what nobody knows', async () => {
    const wrong: [string, Buffer][] = [
      ['text/html', Buffer.from('\n<!DOCTYPE html><html><body>请在微信客户端打开链接</body></html>')],
      ['text/html', Buffer.from('<script>alert(1)</script>')],
      ['application/xml', Buffer.from('<?xml version="1.0"?><error/>')],
      ['application/octet-stream', Buffer.alloc(0)],
      ['application/octet-stream', Buffer.from([1, 2, 3, 0, 5])],
      ['application/x-elf', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(60)])],
    ]
    for (const [mediaType, bytes] of wrong)
      expect(await probe(bytes)).toEqual({ mediaType, width: null, height: null, publish: null, fault: 'media-broken' })
  })

  it('survives any bytes', async () => {
    let seed = 7
    const next = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31)
    for (let round = 0; round < 300; round++) {
      const from = Object.values(made)[next() % Object.keys(made).length] ?? Buffer.alloc(0)
      const bytes = Buffer.from(from)
      for (let flips = 0; flips < 20; flips++) bytes[next() % (round % 2 === 0 ? 60 : bytes.length)] = next() % 256
      const seen = await probe(bytes, { reencode: 'never' })
      expect(typeof seen.mediaType).toBe('string')
    }
  })
})

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  body.copy(whole, 4)
  whole.writeUInt32BE(crc(body), whole.length - 4)
  return whole
}

function crc(bytes: Buffer): number {
  let value = 0xff_ff_ff_ff
  for (const byte of bytes) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (0xed_b8_83_20 & -(value & 1))
  }
  return (value ^ 0xff_ff_ff_ff) >>> 0
}
