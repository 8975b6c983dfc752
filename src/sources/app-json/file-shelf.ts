// A folder, zip or file of saved answers as a shelf: its JSON files one after the other, its pictures by their addresses, and what no item uses.
import { LARGEST_TEXT, sheetMemory, sheetOf, tooMuchText } from './sheets.ts'
import type { Sheet } from './sheets.ts'
import { SMALL, digestOf, readHead, readWhole } from '../files/archive-files.ts'
import type { ArchiveFile, ArchiveFiles, Leftover } from '../files/archive-files.ts'
import type { LazyArchive } from '../files/open-archive.ts'
import { mediaOf } from '../page-media.ts'
import type { MediaNeed } from '../page-media.ts'
import { decode } from '../text/charset.ts'
import type { Decoded } from '../text/charset.ts'
import type { Declared } from './declaration.ts'
import { openIndex } from './discover.ts'
import type { Index } from './discover.ts'
import { localPath } from './local-media.ts'
import type { Reading } from './read-item.ts'
import type { Shelf } from './shelf.ts'

interface Room {
  readonly archive: LazyArchive
  readonly declared: Declared
  readonly fileBytes: number
}

export function fileShelf(room: Room): Shelf {
  const { archive, declared } = room
  const memory = sheetMemory()
  return {
    async survey() {
      // a worker lives long: what it opened for an earlier run may have been replaced since
      await archive.again()
      memory.clear()
      return await survey(room, await archive.files())
    },
    async *first() {
      const files = await archive.files()
      for (const file of (await files.all()).list) {
        const sheet = isMedia(file.path) ? null : await readSheet(files, file, room)
        if (sheet !== null && sheet.head !== null) yield sheet
      }
    },
    sheet: (name) =>
      memory.get(name, async () => sheetOf(name, decoded(name, await readWhole(await archive.files(), name, room.fileBytes)), declared)),
    elsewhere: async () => null,
    async local(need, near) {
      const files = await archive.files()
      const path = await localPath(files, need, near)
      return path === null || (await files.size(path)) === 0 ? null : await readWhole(files, path, room.fileBytes)
    },
  }
}

async function survey(room: Room, files: ArchiveFiles): Promise<Index> {
  const index = openIndex(room.declared)
  const { list, refused } = await files.all()
  const unused = new Map<string, string>()
  const used = new Map<string, string>()
  const hasMedia = list.some(({ path }) => !/\.(?:nd)?jsonl?$/i.test(path))
  for (const file of list) {
    const sheet = isMedia(file.path) ? null : await readSheet(files, file, room)
    const shown = async (reading: Reading) =>
      hasMedia ? await shownFiles(files, { reading, near: file.path, used, base: room.declared.base }) : []
    const keys = sheet === null ? [] : await index.add({ sheet, topics: [], shown })
    if (sheet === null || sheet.items.length === 0) unused.set(file.path, whyUnused(file, sheet))
    else if (keys.length === 0) unused.set(file.path, 'JSON in which no element is a post')
    if (sheet !== null && sheet.items.length > 0 && sheet.rest !== null) unused.set(`${file.path}#rest`, sheet.rest)
  }
  for (const path of used.keys()) unused.delete(path)
  const made = index.madeOf()
  for (const { path } of list) if (!made.has(path) && !unused.has(path) && !used.has(path)) unused.set(path, SAME)
  index.leftovers.push(...refused, ...[...unused].map(([name, why]): Leftover => ({ name, why })))
  return index
}

const SAME = 'all its items stand in other files word for word'

const MEDIA =
  /\.(?:jpe?g|png|gif|bmp|webp|svg|ico|tiff?|heic|avif|mp[34]|m4[av]|mov|avi|flv|wmv|wav|amr|ogg|pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|rtf|zip|rar|7z|gz|css|woff2?|ttf|html?|xml)$/i

function isMedia(path: string): boolean {
  return MEDIA.test(path)
}

function whyUnused(file: ArchiveFile, sheet: Sheet | null): string {
  if (file.size === 0) return 'no bytes'
  if (sheet === null) return 'used by no item'
  return sheet.rest ?? 'JSON without an item where the declaration says (list)'
}

/** Null for what is certainly no JSON. A dump too large to be read is a failure that says so: it holds posts. */
async function readSheet(files: ArchiveFiles, file: ArchiveFile, { declared, fileBytes }: Room): Promise<Sheet | null> {
  if (file.size === 0) return null
  if (file.size > SMALL && (await readHead(files, file.path, 512)).includes(0) && !isUtf16(await readHead(files, file.path, 2))) return null
  return sheetOf(file.path, decoded(file.path, await readWhole(files, file.path, fileBytes)), declared)
}

function isUtf16(head: Buffer): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
}

function decoded(path: string, bytes: Buffer): Decoded {
  if (bytes.length > LARGEST_TEXT) throw tooMuchText(path)
  return decode(bytes)
}

interface Showing {
  readonly reading: Reading
  readonly near: string
  readonly used: Map<string, string>
  readonly base: string | undefined
}

async function shownFiles(files: ArchiveFiles, { reading, near, used, base }: Showing): Promise<readonly string[]> {
  const needs: readonly MediaNeed[] = mediaOf({ body: reading.body ?? { text: '' }, media: reading.media }, reading.url ?? base ?? null)
  const digests: string[] = []
  for (const need of needs) {
    const path = await localPath(files, need, near)
    if (path === null) continue
    const known = used.get(path) ?? (await digestOf(files, path))
    used.set(path, known)
    digests.push(known)
  }
  return digests
}
