// What web archives (WARC, WACZ, ARC, HAR, MHTML) recorded of the platform: its answers and pages, each capture with its time, and its pictures by
// address. Reads through the web archive's own reader; secrets in addresses are hidden there.
import type { Leftover } from '../files/archive-files.ts'
import type { SourceKit } from '../source.ts'
import { looseAddress } from '../web-archive/address.ts'
import { isGood } from '../web-archive/capture-index.ts'
import { isRecordForm } from '../web-archive/survey-files.ts'
import type { FileForm } from '../web-archive/survey-files.ts'
import { lazyWebArchive } from '../web-archive/web-archive.ts'
import type { WebArchive } from '../web-archive/web-archive.ts'

interface Recording {
  /** `capture:<file>@<place>-<place inside>:<address>`: the same whatever other files there are. */
  readonly id: string
  readonly capturedAt: string | null
  readonly contentType: string | null
  readonly bytes: Buffer
}

export interface Recordings {
  all(): AsyncIterable<Recording>
  named(id: string): Promise<Recording | null>
  bytes(url: string): Promise<Uint8Array | null>
  leftovers(): Promise<readonly Leftover[]>
  again(): Promise<void>
  close(): Promise<void>
}

export function isWebArchive(path: string): boolean {
  return /\.(?:w?arc(?:\.gz)?|wacz|har|mht|mhtml)$/i.test(path)
}

const NOTHING = 'a web archive without answers or pages of Weibo'

const PLATFORM = /^https?:\/\/(?:[\w-]+\.)*weibo\.(?:com|cn)(?::\d+)?\//i

export function recordings(place: string, limits: SourceKit['limits']): Recordings {
  const lazy = lazyWebArchive(place, limits)
  const used = new Set<string>()
  return {
    async *all() {
      const archive = await lazy.opened()
      for (let n = 0; n < archive.index.count(); n += 1) {
        const found = await readAt(archive, n)
        if (found === null) continue
        used.add(archive.files[archive.index.entry(n).file]?.path ?? '')
        yield found
      }
    },
    async named(id) {
      const url = captureAddress(id)
      const archive = await lazy.opened()
      const loose = url === null ? null : looseAddress(url)
      for (const n of loose === null ? [] : archive.index.captures(loose)) {
        const found = idOf(archive, n, url ?? '') === id ? await readAt(archive, n) : null
        if (found !== null) return found
      }
      return null
    },
    async bytes(url) {
      const archive = await lazy.opened()
      const found = await archive.find(url)
      return found === null || found.capture.status >= 300 || found.capture.bytes.length === 0 ? null : found.capture.bytes
    },
    leftovers: async () => leftoversOf(await lazy.opened(), used),
    async again() {
      used.clear()
      await lazy.again()
    },
    close: lazy.close,
  }
}

/** Answers and pages of the platform only; saved pages and files are read as files. */
async function readAt(archive: WebArchive, n: number): Promise<Recording | null> {
  const entry = archive.index.entry(n)
  const form = archive.files[entry.file]?.form
  if (!isGood(entry) || form === undefined || !isRecords(form)) return null
  const capture = await archive.read(n)
  if ('why' in capture || capture.url === null || !PLATFORM.test(capture.url)) return null
  const { url, capturedAt, contentType, bytes } = capture
  return { id: idOf(archive, n, url), capturedAt, contentType, bytes }
}

function idOf(archive: WebArchive, n: number, url: string): string {
  const { file, place, inner } = archive.index.entry(n)
  return `capture:${archive.files[file]?.path ?? ''}@${place}-${inner}:${url}`
}

/** The address in such an id; null for the path of a file. */
export function captureAddress(id: string): string | null {
  return /^capture:.*?@\d+-\d+:(.*)$/s.exec(id)?.[1] ?? null
}

/** What the reader of the web archive could not read, and archives in which nothing is of the platform. */
function leftoversOf(archive: WebArchive, used: ReadonlySet<string>): readonly Leftover[] {
  const own = archive.files.filter(({ form }) => isRecords(form)).map(({ path }) => path)
  const damaged = archive.leftovers.filter(({ name }) => isWebArchive(name) || own.some((path) => name.startsWith(`${path}: `)))
  const told = new Set(damaged.map(({ name }) => name))
  const empty = own.filter((path) => !told.has(path) && !used.has(path))
  return [...damaged, ...empty.map((name) => ({ name, why: NOTHING }))]
}

function isRecords(form: FileForm): boolean {
  return isRecordForm(form) || form === 'har' || form === 'mime'
}
