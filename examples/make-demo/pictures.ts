// A picture's name in, its bytes out: the part before the first hyphen picks the drawing, the ending picks the format.
// Shapes without any text, drawn by arithmetic, so that every run gives the same bytes.
import sharp, { type Sharp } from 'sharp'
import { digest } from './account.ts'
import { png } from './png.ts'

type Colour = readonly [number, number, number]
interface Canvas {
  readonly width: number
  readonly height: number
  readonly rgb: Uint8Array
}

const SIZES: Readonly<Record<string, readonly [number, number]>> = {
  chart: [480, 300],
  pie: [400, 300],
  map: [480, 360],
  scene: [480, 320],
  people: [480, 320],
  poster: [360, 540],
  qr: [240, 240],
  cover: [450, 192],
  tiny: [120, 60],
  dot: [16, 16],
}

export function sizeOf(name: string): { readonly width: number; readonly height: number } {
  const [width, height] = SIZES[name.split('-')[0] ?? ''] ?? [480, 300]
  return { width, height }
}

/** The bytes behind a picture's name. `bad-…` is a JPEG cut in its header; `evil-….svg` carries a script. */
export async function pictureBytes(name: string): Promise<Buffer> {
  if (name.startsWith('bad-')) return Buffer.concat([(await jpeg(draw('scene-bad'))).subarray(0, 180), Buffer.alloc(400, 0x5a)])
  if (name.endsWith('.svg')) return Buffer.from(evilSvg())
  const canvas = draw(name)
  if (name.includes('-webp')) return raw(canvas).webp({ quality: 80 }).toBuffer()
  if (name.endsWith('.png')) return png(canvas)
  if (name.endsWith('.gif')) return raw(canvas).gif({ colours: 16, dither: 0 }).toBuffer()
  return jpeg(canvas)
}

function raw(canvas: Canvas): Sharp {
  return sharp(canvas.rgb, { raw: { width: canvas.width, height: canvas.height, channels: 3 } })
}

function jpeg(canvas: Canvas): Promise<Buffer> {
  return raw(canvas).jpeg({ quality: 78 }).toBuffer()
}

function evilSvg(): string {
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="120" viewBox="0 0 240 120"><script>alert("svg")</script>' +
    '<rect width="240" height="120" fill="#e8f4fb" onload="alert(1)"/><circle cx="60" cy="60" r="36" fill="#007aaa"/>' +
    '<rect x="120" y="36" width="90" height="48" rx="8" fill="#7fbf7f"/></svg>'
  )
}

function draw(name: string): Canvas {
  const { width, height } = sizeOf(name)
  const canvas = { width, height, rgb: new Uint8Array(width * height * 3) }
  const seed = Buffer.from(digest(name), 'hex')
  const motif = name.split('-')[0] ?? ''
  rect(canvas, [0, 0, width, height], motif === 'tiny' ? [238, 238, 238] : tint(seed, 0, 225))
  const paint = MOTIFS[motif] ?? scene
  paint(canvas, seed)
  return canvas
}

const MOTIFS: Readonly<Record<string, (canvas: Canvas, seed: Buffer) => void>> = {
  chart,
  pie,
  map: scene,
  scene,
  people,
  poster,
  qr,
  cover: scene,
  tiny: () => undefined,
  dot: () => undefined,
}

function chart(canvas: Canvas, seed: Buffer): void {
  rect(canvas, [40, 20, 3, 240], [90, 90, 90])
  rect(canvas, [40, 260, 410, 3], [90, 90, 90])
  for (let bar = 0; bar < 8; bar++) {
    const high = 40 + (seed[bar] ?? 0) * 0.75
    rect(canvas, [60 + bar * 48, 260 - high, 30, high], tint(seed, bar, 90))
  }
}

function pie(canvas: Canvas, seed: Buffer): void {
  for (let ring = 5; ring > 0; ring--) disc(canvas, [200, 150, ring * 26], tint(seed, ring, 80 + ring * 20))
}

function scene(canvas: Canvas, seed: Buffer): void {
  const { width, height } = canvas
  rect(canvas, [0, height * 0.72, width, height * 0.28], tint(seed, 3, 140))
  for (let house = 0; house < 5; house++) {
    const high = height * (0.2 + (seed[house + 4] ?? 0) / 800)
    rect(canvas, [20 + house * (width / 5), height * 0.72 - high, width / 7, high], tint(seed, house + 5, 110))
    rect(canvas, [30 + house * (width / 5), height * 0.72 - high + 14, 14, 18], [250, 250, 235])
  }
  disc(canvas, [width * 0.82, height * 0.2, height * 0.1], [250, 205, 90])
}

function people(canvas: Canvas, seed: Buffer): void {
  for (let person = 0; person < 6; person++) {
    const x = 55 + person * 75
    disc(canvas, [x, 130 + (seed[person] ?? 0) / 8, 24], [238, 200, 170])
    rect(canvas, [x - 26, 158 + (seed[person] ?? 0) / 8, 52, 120], tint(seed, person + 8, 120))
  }
}

function poster(canvas: Canvas, seed: Buffer): void {
  rect(canvas, [0, 0, canvas.width, 120], tint(seed, 1, 70))
  for (let row = 0; row < 5; row++) {
    disc(canvas, [60, 180 + row * 72, 26], tint(seed, row + 2, 100))
    for (let line = 0; line < 3; line++)
      rect(canvas, [110, 160 + row * 72 + line * 18, 150 + (seed[row * 3 + line] ?? 0) / 3, 8], [150, 150, 150])
  }
}

/** Looks like a QR code, and is none. */
function qr(canvas: Canvas, seed: Buffer): void {
  rect(canvas, [0, 0, 240, 240], [255, 255, 255])
  for (let y = 0; y < 21; y++) {
    for (let x = 0; x < 21; x++) {
      const bit = ((seed[(x * 7 + y * 13) % 32] ?? 0) >> ((x + y) % 8)) & 1
      if (bit === 1) rect(canvas, [15 + x * 10, 15 + y * 10, 10, 10], [20, 20, 20])
    }
  }
}

function tint(seed: Buffer, at: number, light: number): Colour {
  const pick = (n: number): number => Math.min(255, light + ((seed[(at * 3 + n) % 32] ?? 0) % 30) * (light > 200 ? 1 : 4))
  return [pick(0), pick(1), pick(2)]
}

function rect(canvas: Canvas, [left, top, width, height]: readonly [number, number, number, number], colour: Colour): void {
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(canvas.height, top + height); y++) {
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(canvas.width, left + width); x++)
      canvas.rgb.set(colour, (y * canvas.width + x) * 3)
  }
}

function disc(canvas: Canvas, [cx, cy, radius]: readonly [number, number, number], colour: Colour): void {
  for (let y = Math.max(0, Math.floor(cy - radius)); y < Math.min(canvas.height, cy + radius); y++) {
    for (let x = Math.max(0, Math.floor(cx - radius)); x < Math.min(canvas.width, cx + radius); x++) {
      if ((x - cx) ** 2 + (y - cy) ** 2 <= radius ** 2) canvas.rgb.set(colour, (y * canvas.width + x) * 3)
    }
  }
}
