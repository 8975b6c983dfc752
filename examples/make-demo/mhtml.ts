// A page and its pictures in, one MHTML out, as odd as real ones: picture parts first with senseless types, the page last without an address.
import { pictureUrl } from './account.ts'
import { pictureBytes } from './pictures.ts'

const BOUNDARY = '===============4200000000000000042=='

export async function mhtml(page: string, pictures: readonly string[]): Promise<Buffer> {
  const parts: string[] = []
  for (const name of pictures) parts.push(picturePart(name, await pictureBytes(name)))
  const html = `Content-Type: text/html; charset="utf-8"\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n${lines(Buffer.from(page))}`
  const head = `Content-Type: multipart/related;\n boundary="${BOUNDARY}"\nMIME-Version: 1.0\nFrom: <Saved by Demo>\n\n`
  return Buffer.from(`${head}${[...parts, html].map((part) => `--${BOUNDARY}\n${part}\n`).join('')}--${BOUNDARY}--\n`)
}

function picturePart(name: string, bytes: Buffer): string {
  const url = `${pictureUrl(name)}&from=appmsg`
  return `Content-Type: \n image${url.slice('https://mmbiz.qpic'.length).replace('.cn', '/cn')}\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\nContent-Location: \n ${url}\n\n${lines(bytes)}`
}

function lines(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll(/.{76}/g, '$&\n')
}
