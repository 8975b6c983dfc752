// An XLSX workbook → the cells of its first sheet as text. The bytes are hostile until proven otherwise: parts are inflated in pieces and
// counted, no row or cell is made that the file does not hold, and nothing is kept of what no cell shows. Throws WorkbookRefused.
import { fromBufferPromise } from 'yauzl'
import type { Entry, ZipFile } from 'yauzl'
import { Parser } from 'htmlparser2'
import { bookReader, linkReader, relationReader, stringsReader, stylesReader } from './workbook-parts.ts'
import type { PartReader } from './workbook-parts.ts'
import { WORKBOOK_LIMITS, WorkbookRefused } from './workbook-limits.ts'
import { sheetReader } from './workbook-sheet.ts'

/** Rows that hold text, in order; cells between are empty texts. Dates keep their wall clock: `2024-05-06 08:30:00`. */
export async function readWorkbook(bytes: Buffer): Promise<readonly (readonly string[])[]> {
  return (await readLinkedWorkbook(bytes)).rows
}

interface LinkedRows {
  readonly rows: readonly (readonly string[])[]
  /** By the number of the row: addresses that its cells lead to and do not show. */
  readonly links: ReadonlyMap<number, readonly string[]>
}

export async function readLinkedWorkbook(bytes: Buffer): Promise<LinkedRows> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true })
  const parts = await partsOf(zip)
  const left = { bytes: WORKBOOK_LIMITS.inflatedBytes }
  const read = async <T>(path: string | undefined, reader: PartReader<T>): Promise<T> => {
    const entry = path === undefined ? undefined : parts.get(path)
    if (entry !== undefined) await parse(zip, { entry, left }, reader)
    return reader.result()
  }
  const book = await read('xl/workbook.xml', bookReader())
  const places = await read('xl/_rels/workbook.xml.rels', relationReader())
  const sheet = book.sheet === null ? undefined : places.byId.get(book.sheet)
  if (sheet === undefined || !parts.has(sheet)) throw new WorkbookRefused('a workbook that cannot be read')
  const strings = await read(places.strings, stringsReader())
  const isDate = await read(places.styles, stylesReader())
  const { rows, links: found } = await read(sheet, sheetReader({ strings, isDate, from1904: book.from1904 }))
  const addresses = await read(sheet.replace(/([^/]*)$/, '_rels/$1.rels'), linkReader())
  const links = new Map<number, string[]>()
  for (const { row, id = '', address = addresses.get(id) } of found)
    if (address !== undefined) {
      const own = links.get(row)
      if (own === undefined) links.set(row, [address])
      else own.push(address)
    }
  return { rows, links }
}

async function partsOf(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  const parts = new Map<string, Entry>()
  if (zip.entryCount > WORKBOOK_LIMITS.entries) throw new WorkbookRefused('a workbook with too many parts')
  for await (const entry of zip.eachEntry()) if (/\.(?:xml|rels)$/i.test(entry.fileName)) parts.set(entry.fileName, entry)
  return parts
}

/** What the head of a part says about its length is believed only when it says too much. */
async function parse(zip: ZipFile, { entry, left }: { entry: Entry; left: { bytes: number } }, reader: PartReader<unknown>): Promise<void> {
  if (entry.uncompressedSize > left.bytes) throw tooLarge()
  const parser = new Parser(named(reader), { xmlMode: true, decodeEntities: true })
  const decoder = new TextDecoder()
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    left.bytes -= (chunk as Buffer).length
    if (left.bytes < 0) throw tooLarge()
    parser.write(decoder.decode(chunk as Buffer, { stream: true }))
  }
  parser.end(decoder.decode())
}

function tooLarge(): WorkbookRefused {
  return new WorkbookRefused(`a workbook that inflates to more than ${WORKBOOK_LIMITS.inflatedBytes / 1024 / 1024} MB`)
}

/** Without `onopentag` the parser gathers no attributes: a tag may have millions of them. */
function named(reader: PartReader<unknown>): ConstructorParameters<typeof Parser>[0] {
  let depth = 0
  return {
    onopentagname(name) {
      depth += 1
      if (depth > WORKBOOK_LIMITS.depth) throw new WorkbookRefused('a workbook that is nested too deep')
      reader.open(plain(name))
    },
    onattribute: (name, value) => reader.attribute?.(plain(name), value),
    ontext: (text) => reader.text?.(text),
    onclosetag(name) {
      depth -= 1
      reader.close(plain(name))
    },
  }
}

function plain(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1)
}
