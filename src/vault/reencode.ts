// Decodes a picture and writes it anew, so that nothing but its pixels is left. In: bytes of a picture. Out: JPEG, PNG, GIF or WebP.
// It never publishes more pixels than allowed, and never loads anything that the picture refers to.
import type { Sharp, SharpOptions } from 'sharp'

export interface Reencoded {
  readonly bytes: Uint8Array
  readonly mediaType: string
  readonly width: number
  readonly height: number
}

/** More than any picture on a page: a bomb otherwise. */
export const MAX_PIXELS = 100_000_000
const MAX_SIDE = 16_384
const SECONDS = 30

/** Null when the picture can't be decoded without error, or is too large. */
export async function reencode(bytes: Buffer, from: string): Promise<Reencoded | null> {
  const { default: sharp } = await import('sharp')
  // Several workers share the machine, and the archive never shows the same picture soon again.
  sharp.concurrency(1)
  sharp.cache(false)
  const given: SharpOptions = { failOn: 'error', limitInputPixels: MAX_PIXELS }
  try {
    const { hasAlpha, pages = 1 } = await sharp(bytes, given).metadata()
    const moving = pages > 1 && (from === 'image/gif' || from === 'image/webp')
    const picture = sharp(bytes, { ...given, animated: moving }).timeout({ seconds: SECONDS })
    const { data, info } = await written(moving ? picture : picture.autoOrient(), from, hasAlpha).toBuffer({ resolveWithObject: true })
    const height = info.pageHeight ?? info.height
    if (info.width > MAX_SIDE * 4 || height > MAX_SIDE * 4) return null
    return { bytes: data, mediaType: info.format === 'jpeg' ? 'image/jpeg' : `image/${info.format}`, width: info.width, height }
  } catch {
    return null
  }
}

function written(picture: Sharp, from: string, hasAlpha: boolean): Sharp {
  if (from === 'image/gif') return picture.gif()
  if (from === 'image/webp') return picture.webp({ quality: 90 })
  if (from === 'image/png' || from === 'image/svg+xml' || hasAlpha) return picture.png()
  return picture.jpeg({ quality: 90 })
}
