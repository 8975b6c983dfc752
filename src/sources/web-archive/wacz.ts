// The papers of a WACZ (datapackage.json and what it lists) → whether every file is what they say. Checks hashes, never signatures.
import type { Check } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { digestOf, readWhole } from '../files/archive-files.ts'
import type { ArchiveFiles } from '../files/archive-files.ts'

const PART = /(?:^|\/)(?:datapackage(?:-digest)?\.json|indexes\/[^/]+|pages\/[^/]+\.jsonl|logs\/[^/]+)$/i
const PACKAGE = /(?:^|\/)datapackage\.json$/i
const MOST_PAPER = 16 * 1024 * 1024
const MOST_LISTED = 100_000
const MOST_TOLD = 50

/** Files of a WACZ that tell about the captures and are none. */
export function isWaczPart(path: string): boolean {
  return PART.test(path)
}

/** For every WACZ one line about all its files, and one for each file that does not fit; nothing for other archives. */
export async function checkWacz(files: ArchiveFiles): Promise<readonly Check[]> {
  const { list } = await files.all()
  const found: Check[] = []
  for (const { path } of list) if (PACKAGE.test(path)) found.push(...(await checkPackage(files, path)))
  return found
}

interface Listed {
  readonly path: string
  readonly hash: string | null
  readonly bytes: number | null
}

async function checkPackage(files: ArchiveFiles, path: string): Promise<readonly Check[]> {
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const listed = await resourcesOf(files, path)
  if (listed === null)
    return [
      {
        what: path,
        ok: false,
        detail: both('不是有效的 WACZ 文件清单,无法核对', 'is no valid list of a WACZ: its files cannot be checked'),
      },
    ]
  const wrong: Check[] = []
  for (const resource of listed) {
    const detail = await problemOf(files, `${folder}${resource.path}`, resource)
    if (detail !== null) wrong.push({ what: `${folder}${resource.path}`, ok: false, detail })
  }
  const right = listed.length - wrong.length
  for (const extra of await unlisted(files, folder, listed))
    wrong.push({ what: extra, ok: false, detail: both('不在清单中,无法核对', 'is not in the list and cannot be checked') })
  return [
    {
      what: path,
      ok: wrong.length === 0,
      detail: both(`${listed.length} 个文件中 ${right} 个与摘要相符`, `${right} of ${listed.length} files fit their hashes`),
    },
    ...wrong.slice(0, MOST_TOLD),
    ...(await checkDigest(files, folder, path)),
  ]
}

/** Captures that somebody put in afterwards. */
async function unlisted(files: ArchiveFiles, folder: string, listed: readonly Listed[]): Promise<readonly string[]> {
  const known = new Set(listed.map(({ path }) => `${folder}${path}`))
  return (await files.inFolder(`${folder}archive`)).filter((path) => !known.has(path))
}

async function problemOf(files: ArchiveFiles, path: string, { hash, bytes }: Listed): Promise<string | null> {
  const size = await files.size(path)
  if (size === null) return both('清单中有此文件,归档中没有', 'is listed, but not in the archive')
  if (bytes !== null && bytes !== size) return both(`应有 ${bytes} 字节,实有 ${size}`, `should have ${bytes} bytes and has ${size}`)
  if (hash === null) return both('没有可核对的摘要', 'has no hash that can be checked')
  return (await sha256(files, path)) === hash
    ? null
    : both('与摘要不符:内容被改动或损坏', 'does not fit its hash: it was changed or damaged')
}

/** Damaged files have no digest. */
async function sha256(files: ArchiveFiles, path: string): Promise<string | null> {
  return await digestOf(files, path).catch((failure: unknown) => {
    if (failure instanceof Failure) return null
    throw failure
  })
}

/** The digest over the list itself; the signature beside it is told of, and not verified. */
async function checkDigest(files: ArchiveFiles, folder: string, path: string): Promise<readonly Check[]> {
  const what = `${folder}datapackage-digest.json`
  if ((await files.size(what)) === null) return []
  const said = await jsonOf(files, what)
  const hash = typeof said?.['hash'] === 'string' ? said['hash'].replace(/^sha256:/i, '').toLowerCase() : null
  const signed = said?.['signedData'] !== undefined
  if (hash !== null && hash !== (await sha256(files, path)))
    return [{ what, ok: false, detail: both('文件清单与其摘要不符', 'the list does not fit the digest over it') }]
  const detail = signed
    ? both('清单与其摘要相符;签名未验证', 'the list fits the digest over it; the signature was not verified')
    : both('清单与其摘要相符;没有签名', 'the list fits the digest over it; it is not signed')
  return [{ what, ok: hash !== null, detail: hash === null ? both('没有可读的摘要', 'holds no digest that can be read') : detail }]
}

/** Both layouts: `hash` beside the path, or inside `stats`. Null when there is no such list. */
async function resourcesOf(files: ArchiveFiles, path: string): Promise<readonly Listed[] | null> {
  const resources = (await jsonOf(files, path))?.['resources']
  if (!Array.isArray(resources) || resources.length > MOST_LISTED) return null
  const listed = (resources as unknown[]).map(resourceOf)
  return listed.every((resource) => resource !== null) ? listed : null
}

function resourceOf(given: unknown): Listed | null {
  if (!isRecord(given) || typeof given['path'] !== 'string') return null
  const stats = isRecord(given['stats']) ? given['stats'] : {}
  const said = given['hash'] ?? stats['hash']
  const bytes = given['bytes'] ?? stats['bytes']
  const hash = typeof said === 'string' ? /^(?:sha256:)?([0-9a-f]{64})$/i.exec(said)?.[1] : undefined
  return { path: given['path'], hash: hash?.toLowerCase() ?? null, bytes: typeof bytes === 'number' ? bytes : null }
}

async function jsonOf(files: ArchiveFiles, path: string): Promise<Record<string, unknown> | null> {
  try {
    const value: unknown = JSON.parse((await readWhole(files, path, MOST_PAPER)).toString('utf8'))
    return isRecord(value) ? value : null
  } catch (failure) {
    if (failure instanceof SyntaxError || failure instanceof Failure) return null
    throw failure
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
