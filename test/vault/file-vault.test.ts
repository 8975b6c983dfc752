// The vault in real folders: bytes kept once, damage seen, leftovers cleared, and many processes writing the same bytes at once.
import { execFile, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFileVault } from '../../src/vault/file-vault.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guiji-vault-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const child = fileURLToPath(new URL('vault-child.ts', import.meta.url))
const bytes = new TextEncoder().encode('归集')
const digest = createHash('sha256').update(bytes).digest('hex')
const file = () => join(folder, digest.slice(0, 2), digest)

// A private mount of 256 KB: needs user namespaces.
const smallDisk = (size: number) => [
  '-Urm',
  'sh',
  '-c',
  `mount -t tmpfs -o size=256k none "$1" && exec "$2" "$3" "$1" ${size}`,
  'sh',
  folder,
  process.execPath,
  child,
]
const namespacesHere = spawnSync('unshare', ['-Urm', 'true']).status === 0

describe('the vault', () => {
  it('names bytes by SHA-256, tells SM3 and length, and gives the same bytes back', async () => {
    const vault = openFileVault(folder)
    expect(await vault.has(digest)).toBe(false)
    expect(vault.fileOf(digest)).toBeNull()
    expect(await vault.put(bytes)).toEqual({ digest, sm3: createHash('sm3').update(bytes).digest('hex'), bytes: 6 })
    expect(await vault.has(digest)).toBe(true)
    expect(Buffer.from(await vault.get(digest)).equals(bytes)).toBe(true)
    expect(vault.fileOf(digest)).toBe(file())
    expect(statSync(file()).mode & 0o777).toBe(0o444)
  })

  it('keeps empty files and files of several megabytes', async () => {
    const vault = openFileVault(folder)
    for (const some of [new Uint8Array(), randomBytes(5_000_000)]) {
      const stored = await vault.put(some)
      expect(Buffer.from(await vault.get(stored.digest)).equals(some)).toBe(true)
    }
  })

  it('does not write the same bytes twice', async () => {
    const vault = openFileVault(folder)
    await vault.put(bytes)
    const before = statSync(file()).ino
    await vault.put(bytes)
    await openFileVault(folder).put(bytes)
    expect(statSync(file()).ino).toBe(before)
  })

  it('refuses bytes that were tampered with, and names the digest only', async () => {
    const vault = openFileVault(folder)
    await vault.put(bytes)
    chmodSync(file(), 0o644)
    writeFileSync(file(), '归级')
    await expect(vault.get(digest)).rejects.toMatchObject({ code: 'vault-damaged', message: expect.stringContaining(digest) })
    await expect(vault.get(digest)).rejects.not.toMatchObject({ message: expect.stringContaining('归') })
  })

  it('refuses a truncated or missing file, and heals when the right bytes come again', async () => {
    const vault = openFileVault(folder)
    await vault.put(bytes)
    chmodSync(file(), 0o644)
    writeFileSync(file(), bytes.subarray(0, 3))
    await expect(vault.get(digest)).rejects.toMatchObject({ code: 'vault-damaged' })
    await vault.put(bytes)
    expect(Buffer.from(await vault.get(digest)).equals(bytes)).toBe(true)
    rmSync(file())
    await expect(vault.get(digest)).rejects.toMatchObject({ code: 'vault-damaged' })
  })

  it('takes the same bytes from many callers and processes at once', async () => {
    const vault = openFileVault(folder)
    const big = new Uint8Array(300_000).fill(7)
    const run = promisify(execFile)
    const others = [1, 2].map(() => run(process.execPath, [child, folder, '300000']))
    const stored = await Promise.all(Array.from({ length: 20 }, () => vault.put(big)))
    const said = await Promise.all(others)
    expect(new Set([...stored.map((one) => one.digest), ...said.map((one) => one.stdout)]).size).toBe(1)
    expect(Buffer.from(await vault.get(stored[0]?.digest ?? '')).equals(big)).toBe(true)
    expect(readdirSync(join(folder, 'tmp'))).toEqual([])
  })

  it('clears away old temporary files of a killed process, and no young ones', async () => {
    mkdirSync(join(folder, 'tmp'))
    for (const name of ['old', 'young']) writeFileSync(join(folder, 'tmp', name), 'half')
    const yesterday = new Date(Date.now() - 86_400_000)
    utimesSync(join(folder, 'tmp', 'old'), yesterday, yesterday)
    await openFileVault(folder).put(bytes)
    expect(readdirSync(join(folder, 'tmp'))).toEqual(['young'])
  })

  it('never leaves its folder, whatever it is asked for', async () => {
    const vault = openFileVault(folder)
    for (const wrong of ['../../../etc/passwd', digest.toUpperCase(), '', `${digest}/..`]) {
      await expect(vault.get(wrong)).rejects.toThrow('not a SHA-256 digest')
      expect(() => vault.fileOf(wrong)).toThrow('not a SHA-256 digest')
    }
  })

  it('makes nothing before the first file comes', async () => {
    const vault = openFileVault(join(folder, 'later'))
    expect(await vault.has(digest)).toBe(false)
    expect(existsSync(join(folder, 'later'))).toBe(false)
  })

  it('says that a file stands where its folder should be', async () => {
    writeFileSync(join(folder, 'x'), '')
    await expect(openFileVault(join(folder, 'x')).put(bytes)).rejects.toMatchObject({ code: 'data-folder-unusable' })
  })

  it.skipIf(!namespacesHere)('says that the disk is full (skipped where user namespaces are not allowed)', async () => {
    const run = promisify(execFile)
    const full = await run('unshare', smallDisk(1_000_000))
    expect(full.stdout).toBe('disk-full')
    const fits = await run('unshare', smallDisk(10_000))
    expect(fits.stdout).toMatch(/^[0-9a-f]{64}$/)
    expect(existsSync(join(folder, 'tmp'))).toBe(false)
  })
})
