// What a camera writes beside the pixels never gets to the public; the pixels do, as they were.
import sharp, { type Sharp } from 'sharp'
import { describe, expect, it } from 'vitest'
import { probe } from '../../src/vault/probe.ts'
import { readFrame } from '../../src/vault/raster.ts'

const noise = () =>
  sharp(Buffer.from(Array.from({ length: 60 * 40 * 3 }, (_, i) => (i * 7919) % 251)), { raw: { width: 60, height: 40, channels: 3 } })
const GPS = {
  IFD0: { Make: 'CAMERA-OF-SOMEBODY' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '26/1 30/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '112/1 0/1 0/1' },
}
const kinds: Record<string, (picture: Sharp) => Sharp> = {
  jpeg: (picture) => picture.jpeg(),
  png: (picture) => picture.png(),
  webp: (picture) => picture.webp(),
  'webp with transparency': (picture) => picture.ensureAlpha(0.5).webp(),
}

function turned(picture: Sharp, orientation: number): Sharp {
  return orientation === 1 ? picture.withExif(GPS) : picture.withExif(GPS).withMetadata({ orientation })
}

describe.each(Object.entries(kinds))('a %s', (name, write) => {
  it.each([1, 3, 6])('with a position, turned %i, is published without it: same pixels, same turn', async (orientation) => {
    const taken = await write(turned(noise(), orientation)).toBuffer()
    expect(taken.includes('CAMERA-OF-SOMEBODY')).toBe(true)
    const seen = await probe(taken)
    const made = Buffer.from(seen.publish?.bytes ?? [])
    expect(seen).toMatchObject({ mediaType: name.startsWith('webp') ? 'image/webp' : `image/${name}`, fault: null })
    expect([seen.width, seen.height]).toEqual(orientation === 6 ? [40, 60] : [60, 40])
    expect(made.includes('CAMERA-OF-SOMEBODY')).toBe(false)
    const read = await sharp(made, { failOn: 'warning' }).metadata()
    expect(read.orientation ?? 1).toBe(orientation)
    expect(read.exif === undefined || read.exif.length <= 32).toBe(true)
    expect((await sharp(made).raw().toBuffer()).equals(await sharp(taken).raw().toBuffer())).toBe(true)
    expect(readFrame(made)?.end).toBe(made.length)
    // What was made needs no second cleaning.
    expect(await probe(made)).toMatchObject({ publish: null, fault: null, width: seen.width, height: seen.height })
  })

  it('loses XMP too, and what hangs behind it', async () => {
    const taken = await write(noise().withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><r exif:GPSLatitude="26,30N"/></x:xmpmeta>')).toBuffer()
    expect((await sharp(taken).metadata()).xmp).toBeDefined()
    const seen = await probe(Buffer.concat([taken, Buffer.from('PK tail')]))
    const made = Buffer.from(seen.publish?.bytes ?? [])
    expect(seen.fault).toBeNull()
    expect((await sharp(made).metadata()).xmp).toBeUndefined()
    expect(made.includes('GPSLatitude') || made.includes('PK tail')).toBe(false)
    expect((await sharp(made, { failOn: 'warning' }).raw().toBuffer()).equals(await sharp(taken).raw().toBuffer())).toBe(true)
  })

  it('without metadata is published as it is', async () => {
    expect(await probe(await write(noise()).toBuffer())).toMatchObject({ publish: null, fault: null, width: 60, height: 40 })
  })
})

describe('EXIF that cannot be read', () => {
  it('is cut off like any other', async () => {
    const jpeg = await noise().jpeg().toBuffer()
    const broken = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 20]), Buffer.from('Exif\0\0II*\0\xff\xff\xff\x7f1234', 'latin1')])
    const seen = await probe(Buffer.concat([jpeg.subarray(0, 2), broken, jpeg.subarray(2)]))
    expect(seen).toMatchObject({ fault: null, width: 60, height: 40 })
    expect(Buffer.from(seen.publish?.bytes ?? []).equals(jpeg)).toBe(true)
  })
})
