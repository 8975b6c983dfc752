// What the tests of the backup tools' formats need: a file of a folder as a format gets it, what the format tells of it, and small posts of an
// invented county.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { openFolder } from '../../../../src/sources/files/folder-files.ts'
import type { ArchiveFiles } from '../../../../src/sources/files/archive-files.ts'
import { decode } from '../../../../src/sources/text/charset.ts'
import type { Decoded } from '../../../../src/sources/text/charset.ts'
import { bidOf } from '../../../../src/sources/weibo/ids.ts'
import type { Status } from '../../../../src/sources/weibo/status.ts'
import type { Format, OneFile, Told } from '../../../../src/sources/weibo-archive/format.ts'
import { TOOLS } from '../../../../src/sources/weibo-archive/tools/tools.ts'

export const FIXTURES = fileURLToPath(new URL('../../../fixtures/weibo-archive', import.meta.url))

const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

/** A folder of the test's own, gone when its file is through. */
export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'guiji-tools-'))
  folders.push(folder)
  return folder
}

export const UID = '6150000001'
export const MIDS = ['4649139598000129', '4743591507263490', '4963719834501123', '5030929345019908'] as const
export const FORWARDED = '4963568449486857'

export function fileAt(path: string, folder = dirname(path), files: ArchiveFiles = openFolder(folder)): OneFile {
  const name = path === join(folder, basename(path)) ? basename(path) : path.slice(folder.length + 1)
  const bytes = async (): Promise<Buffer> => readFileSync(path)
  let text: Promise<Decoded> | null = null
  return {
    name,
    size: statSync(path).size,
    head: readFileSync(path).subarray(0, 4096),
    capturedAt: null,
    bytes,
    text: () => (text ??= bytes().then((read) => decode(read))),
    files,
    disk: path,
  }
}

export function formatOf(file: OneFile): Format | undefined {
  return TOOLS.find(({ recognize }) => recognize(file))
}

export interface Read {
  readonly format: Format
  readonly told: readonly Told[]
  readonly statuses: readonly (Status | null)[]
}

/** Everything that a file tells; each record is asked for again by its place and must be the same. */
export async function readTool(file: OneFile): Promise<Read> {
  const format = formatOf(file)
  if (format === undefined) throw new Error(`no tool knows ${file.name}`)
  const told: Told[] = []
  for await (const one of format.read(file)) told.push(one)
  for (const one of told)
    if (one.kind === 'post' && (await format.again(file, one.at)) !== one.raw) throw new Error(`${file.name} ${one.at} is not found again`)
  return { format, told, statuses: statusesIn(format, file, told) }
}

function statusesIn(format: Format, file: OneFile, told: readonly Told[]): readonly (Status | null)[] {
  return told.flatMap((one) => (one.kind === 'post' ? [format.status(one.raw, { name: file.name, capturedAt: null })] : []))
}

export function lossesIn({ told }: Pick<Read, 'told'>): readonly (readonly [string | null, string])[] {
  return told.flatMap((one) => (one.kind === 'loss' ? [[one.mid, one.why] as const] : []))
}

/** A number of a post made at this time (Beijing time). */
export function midAt(time: string, n = 0): string {
  return String((BigInt(Math.floor(Date.parse(`${time}+08:00`) / 1000) - 515_483_463) << 22n) + BigInt(n))
}

export function bidAt(mid: string): string {
  return bidOf(mid) ?? ''
}
