// A PDF → the words of its pages, without running anything in it. Scanned pages have none.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { FileUnread, LIMITS } from './limits.ts'
import type { FilePiece } from '../domain/file-text.ts'
import { openLines } from './lines.ts'

const HOME = join(dirname(fileURLToPath(import.meta.resolve('pdfjs-dist/package.json'))))

export async function readPdf(bytes: Uint8Array, left: { characters: number }): Promise<FilePiece[]> {
  const task = getDocument({
    data: new Uint8Array(bytes),
    // what old Chinese PDFs name instead of holding it
    cMapUrl: `${join(HOME, 'cmaps')}/`,
    cMapPacked: true,
    standardFontDataUrl: `${join(HOME, 'standard_fonts')}/`,
    disableFontFace: true,
    useSystemFonts: false,
    stopAtErrors: false,
    verbosity: 0,
  })
  try {
    const document = await task.promise
    if (document.numPages > LIMITS.pages) throw new FileUnread('too-large')
    const pieces: FilePiece[] = []
    for (let n = 1; n <= document.numPages; n += 1) {
      const page = await document.getPage(n)
      pieces.push({ place: `p${n}`, text: textOf((await page.getTextContent()).items, left) })
      page.cleanup()
    }
    return pieces
  } catch (error) {
    if (error instanceof FileUnread) throw error
    throw new FileUnread(error instanceof Error && error.name === 'PasswordException' ? 'encrypted' : 'damaged')
  } finally {
    await task.destroy()
  }
}

interface TextItem {
  readonly str: string
  readonly transform: readonly number[]
  readonly width: number
  readonly height: number
  readonly hasEOL: boolean
}

/** Words far from the word before on their line are another cell. */
function textOf(items: readonly unknown[], left: { characters: number }): string {
  const lines = openLines(left)
  let last: { end: number; y: number } | null = null
  for (const item of items) {
    if (!isText(item)) continue
    const [x = 0, y = 0] = item.transform.slice(4)
    if (last !== null && Math.abs(y - last.y) > Math.max(2, item.height * 0.5)) lines.line()
    else if (last !== null && item.str !== ' ' && x - last.end > Math.max(8, item.height)) lines.cell()
    if (item.str !== '') {
      lines.add(item.str)
      last = { end: x + item.width, y }
    }
    if (item.hasEOL) {
      lines.line()
      last = null
    }
  }
  return lines.text()
}

function isText(item: unknown): item is TextItem {
  return typeof item === 'object' && item !== null && 'str' in item
}
