// SVG files: drawn without running or loading anything, or left to a person.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { probe } from '../../src/vault/probe.ts'
import { reencode } from '../../src/vault/reencode.ts'

const svg = (inside: string, before = '') =>
  Buffer.from(
    `\uFEFF<?xml version="1.0"?><!-- 图 -->${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="30" height="20">${inside}</svg>`,
  )
const red = '<rect width="30" height="20" fill="#f00"/>'

/** Red, green and blue of a picture's middle. */
async function middle(bytes: Uint8Array): Promise<number[]> {
  return [...(await sharp(bytes).extract({ left: 15, top: 10, width: 1, height: 1 }).removeAlpha().raw().toBuffer())]
}

describe('the probe of drawings', () => {
  it.each([
    ['plain', svg(red)],
    ['with a script', svg(`<script>document.documentElement.remove()</script>${red}`)],
    ['with a handler', svg('<rect width="30" height="20" fill="#f00" onload="alert(1)"/>')],
    ['with a script link', svg(`<a href="javascript:alert(1)">${red}</a>`)],
    ['with a document type but no entities', svg(red, '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://127.0.0.1:9/svg11.dtd">')],
  ])('publishes a raster of a drawing %s', async (_, bytes) => {
    const seen = await probe(bytes)
    expect(seen).toMatchObject({ mediaType: 'image/svg+xml', width: 30, height: 20, fault: null, publish: { mediaType: 'image/png' } })
    const made = seen.publish?.bytes ?? Buffer.alloc(0)
    expect(await middle(made)).toEqual([255, 0, 0])
    expect(Buffer.from(made).includes('script')).toBe(false)
  })

  it.each([
    ['that carries entities', svg('<text>&a;</text>', '<!DOCTYPE svg [<!ENTITY a "aaaa">]>')],
    ['that is cut off', svg(red).subarray(0, -12)],
    ['with a web page in it', svg('<foreignObject><p>字</p></foreignObject>')],
    ['that shows a picture from the web', svg('<image href="http://127.0.0.1/x.png"/>')],
    ['that shows a file of this machine', svg('<image xlink:href="file:///etc/passwd"/>')],
    ['that takes a shape from elsewhere', svg('<use href="other.svg#a"/>')],
    ['that hides an outside picture behind a bracket', svg('<image id=">" href="http://127.0.0.1/x.png"/>')],
  ])('leaves a drawing %s to a person, for a raster would lack it', async (_, bytes) => {
    expect(await probe(bytes)).toMatchObject({ mediaType: 'image/svg+xml', publish: null, fault: 'media-broken' })
  })

  it('loads nothing from outside while it draws, whatever the drawing asks for', async () => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end()
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const size = 'width="30" height="20"'
    // Straight to the drawing, past the check that would stop some of them.
    for (const bytes of [
      svg(`${red}<image ${size} href="${base}/a.png"/><image ${size} xlink:href="${base}/b.svg"/><use href="${base}/c.svg#x"/>`),
      svg(`<style>@import url("${base}/d.css"); rect { fill: url(${base}/e.svg#p) #f00 }</style>${red}`),
      svg(red, `<?xml-stylesheet href="${base}/f.css"?>`),
      svg(`${red}<image ${size} href="file:///etc/passwd"/><image ${size} href="/etc/hostname"/>`),
      svg(red, `<!DOCTYPE svg SYSTEM "${base}/g.dtd">`),
    ])
      expect(await middle((await reencode(bytes, 'image/svg+xml'))?.bytes ?? Buffer.alloc(0))).toEqual([255, 0, 0])
    await reencode(svg('<text>&x;</text>', `<!DOCTYPE svg [<!ENTITY x SYSTEM "${base}/h">]>`), 'image/svg+xml')
    expect(asked).toEqual([])
    await new Promise((resolve) => {
      server.close(resolve)
    })
  })

  it('shows nothing of a local file that an entity names', async () => {
    const text = (inside: string, before = '') => svg(`<text y="15" font-size="9">${inside}</text>`, before)
    const [asked, empty] = await Promise.all([
      reencode(text('&x;', '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), 'image/svg+xml'),
      reencode(text(''), 'image/svg+xml'),
    ])
    if (asked !== null) expect(Buffer.from(asked.bytes).equals(Buffer.from(empty?.bytes ?? []))).toBe(true)
  })

  it('is not blown up by entities that hold entities', async () => {
    const more = Array.from({ length: 12 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`).join('')
    const bomb = svg('<text>&e12;</text>', `<!DOCTYPE svg [<!ENTITY e0 "boom">${more}]>`)
    const made = await reencode(bomb, 'image/svg+xml')
    expect(made?.bytes.length ?? 0).toBeLessThan(100_000)
    expect(await probe(bomb)).toMatchObject({ publish: null, fault: 'media-broken' })
  })

  it('is looked through in one pass, however many pictures it begins', async () => {
    const cost = async (pictures: number) => {
      const bytes = svg('<image '.repeat(pictures))
      let best = Infinity
      for (let round = 0; round < 3; round += 1) {
        const from = performance.now()
        expect(await probe(bytes, { reencode: 'never' })).toMatchObject({ fault: 'media-broken' })
        best = Math.min(best, performance.now() - from)
      }
      return best
    }
    await cost(1000)
    const small = await cost(2500)
    // Sixteen times the input: 16 for one pass, 256 for one pass from every picture.
    expect((await cost(40_000)) / small).toBeLessThan(90)
  })
})
