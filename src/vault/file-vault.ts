// Bytes by digest in a folder: <2 hex>/<SHA-256>, read-only files that are written once and checked at every reading.
// It never changes or deletes a finished file, except to put the right bytes in place of a file of the wrong length.
import { hash, randomUUID } from 'node:crypto'
import { closeSync, fsync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Failure } from '../domain/failures.ts'
import { both } from '../domain/words.ts'
import type { Stored, Vault } from './vault.ts'

export interface FileVaultOptions {
  /**
   * `each` (default): a file is on the disk before `put` returns, so a capture in the ledger survives a power cut.
   * `never`: leaves it to the operating system; for tests and trial runs.
   */
  readonly flush?: 'each' | 'never'
}

const TEMPORARY = 'tmp'
const LEFTOVER_MS = 3_600_000
const flushFile = promisify(fsync)

/** Opens the vault in a folder, which is made at the first `put`. Many processes may have it open at once. */
export function openFileVault(folder: string, options: FileVaultOptions = {}): Vault {
  // at the first writing: a check and a preview leave no trace
  let prepared = false
  const underway = new Map<string, Promise<void>>()
  return {
    put: async (bytes) => {
      if (!prepared) guarded(folder, () => prepare(folder))
      prepared = true
      const digest = hash('sha256', bytes)
      if (sizeOf(pathOf(folder, digest)) !== bytes.length || underway.has(digest))
        await once(underway, digest, () => write(folder, { digest, bytes }, options))
      return { digest, sm3: hash('sm3', bytes), bytes: bytes.length } satisfies Stored
    },
    get: async (digest) => read(folder, digest),
    has: async (digest) => sizeOf(pathOf(folder, digest)) !== null,
    fileOf: (digest) => {
      const file = pathOf(folder, digest)
      return sizeOf(file) === null ? null : file
    },
  }
}

function prepare(folder: string): void {
  const temporary = join(folder, TEMPORARY)
  mkdirSync(temporary, { recursive: true })
  for (const name of readdirSync(temporary)) {
    const file = join(temporary, name)
    const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs
    // Younger ones may be another process's work of this moment.
    if (made !== undefined && Date.now() - made > LEFTOVER_MS) rmSync(file, { force: true })
  }
}

// Two callers with the same bytes: one writes, both return when it is done.
async function once(underway: Map<string, Promise<void>>, digest: string, work: () => Promise<void>): Promise<void> {
  const running = underway.get(digest)
  if (running) return running
  const mine = work().finally(() => underway.delete(digest))
  underway.set(digest, mine)
  return mine
}

async function write(folder: string, { digest, bytes }: { digest: string; bytes: Uint8Array }, options: FileVaultOptions): Promise<void> {
  const temporary = join(folder, TEMPORARY, randomUUID())
  const file = guarded(folder, () => openSync(temporary, 'wx', 0o444))
  try {
    guarded(folder, () => {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
      if (hash('sha256', readFileSync(temporary)) !== digest)
        throw new Failure('vault-damaged', both(`${digest}: 写入后读回不一致`, `${digest}: what was written reads back differently`))
      moveTo(temporary, pathOf(folder, digest))
    })
    // After the rename: one flush makes both the bytes and the name last.
    if (options.flush !== 'never')
      await flushFile(file).catch((error: unknown) => {
        throw asFailure(folder, error)
      })
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
}

function moveTo(temporary: string, file: string): void {
  try {
    renameSync(temporary, file)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    makeFolder(dirname(file))
    renameSync(temporary, file)
  }
}

// One by one: seven times cheaper than `recursive`, and a young vault does this for nearly every file.
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

function read(folder: string, digest: string): Uint8Array {
  const bytes = guarded(folder, () => {
    try {
      return readFileSync(pathOf(folder, digest))
    } catch (error) {
      if (codeOf(error) === 'ENOENT')
        throw new Failure('vault-damaged', both(`保管库中没有 ${digest}`, `${digest}: no such file in the vault`))
      if (codeOf(error) === 'EIO') throw new Failure('vault-damaged', both(`磁盘无法读取 ${digest}`, `${digest}: the disk cannot read it`))
      throw error
    }
  })
  if (hash('sha256', bytes) !== digest)
    throw new Failure(
      'vault-damaged',
      both(`${digest} 的文件内容不符(${bytes.length} 字节)`, `${digest}: its file has other bytes (${bytes.length} of them)`),
    )
  return bytes
}

function pathOf(folder: string, digest: string): string {
  if (!/^[0-9a-f]{64}$/.test(digest)) throw new Error('not a SHA-256 digest in lower-case hex')
  return join(folder, digest.slice(0, 2), digest)
}

function sizeOf(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.size ?? null
}

function guarded<T>(folder: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw asFailure(folder, error)
  }
}

function asFailure(folder: string, error: unknown): unknown {
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new Failure('disk-full', both(`保管库 ${folder} 所在磁盘已满`, `no space left for the vault in ${folder}`), { cause: error })
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code)) {
    return new Failure(
      'data-folder-unusable',
      both(`保管库 ${folder} 无法使用(${code})`, `the vault in ${folder} cannot be used (${code})`),
      { cause: error },
    )
  }
  return error
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
