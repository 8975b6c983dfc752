// A zip with XML parts (OOXML, OFD) → its parts, read in pieces through a parser. What a head says about lengths is never believed; the sum of
// what is inflated is limited. Throws FileUnread.
import { Parser } from 'htmlparser2'
import type { Handler } from 'htmlparser2'
import { fromBufferPromise } from 'yauzl'
import type { Entry, ZipFile } from 'yauzl'
import { FileUnread, LIMITS } from './limits.ts'

export interface PackageParts {
  readonly names: readonly string[]
  /** Parses one part; nothing happens when there is none of that name. */
  parse(name: string, handler: Partial<Handler>): Promise<void>
  bytes(name: string): Promise<Buffer>
  isEncrypted(name: string): boolean
}

/** Elements nest no deeper in files that people made. */
const DEEPEST = 2000

export async function openPackage(bytes: Buffer, left: { bytes: number }): Promise<PackageParts> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true, decodeStrings: true }).catch(() => {
    throw new FileUnread('damaged')
  })
  const entries = await entriesOf(zip)
  const chunks = async function* (name: string): AsyncGenerator<Buffer> {
    const entry = entries.get(name)
    if (entry === undefined) return
    if (isLocked(entry)) throw new FileUnread('encrypted')
    try {
      for await (const chunk of await zip.openReadStreamPromise(entry)) {
        left.bytes -= (chunk as Buffer).length
        if (left.bytes < 0) throw new FileUnread('too-large')
        yield chunk as Buffer
      }
    } catch (error) {
      throw error instanceof FileUnread ? error : new FileUnread('damaged')
    }
  }
  return {
    names: [...entries.keys()],
    async parse(name, handler) {
      const parser = new Parser(notTooDeep(handler), { xmlMode: true, decodeEntities: true })
      const decoder = new TextDecoder()
      for await (const chunk of chunks(name)) parser.write(decoder.decode(chunk, { stream: true }))
      parser.end(decoder.decode())
    },
    async bytes(name) {
      const pieces: Buffer[] = []
      for await (const chunk of chunks(name)) pieces.push(chunk)
      return Buffer.concat(pieces)
    },
    isEncrypted: (name) => isLocked(entries.get(name)),
  }
}

/** General purpose bit 0 (APPNOTE 4.4.4). */
function isLocked(entry: Entry | undefined): boolean {
  return entry !== undefined && (entry.generalPurposeBitFlag & 1) === 1
}

async function entriesOf(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > LIMITS.entries) throw new FileUnread('too-large')
  const entries = new Map<string, Entry>()
  try {
    for await (const entry of zip.eachEntry()) if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry)
  } catch {
    throw new FileUnread('damaged')
  }
  return entries
}

function notTooDeep(handler: Partial<Handler>): Partial<Handler> {
  let depth = 0
  return {
    ...handler,
    onopentag(name, attributes, implied) {
      depth += 1
      if (depth > DEEPEST) throw new FileUnread('too-large')
      handler.onopentag?.(name, attributes, implied)
    },
    onclosetag(name, implied) {
      depth -= 1
      handler.onclosetag?.(name, implied)
    },
  }
}
