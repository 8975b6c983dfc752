// Proofs, keys and the export, checked by code that has no guiji: the verifier that ships in the folder, run as its own process.
import { execFile } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  chmodSync,
  readdirSync,
} from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkpoint, checkpointDigest, type Checkpoint } from '../../src/ledger/audit/checkpoint.ts'
import { exportAudit, tilePath } from '../../src/ledger/audit/export.ts'
import { openAuditKey } from '../../src/ledger/audit/key.ts'
import { continues } from '../../src/ledger/audit/path.ts'
import { checkProof, consistencyProof, inclusionProof, itemProof } from '../../src/ledger/audit/proof.ts'
import { sequenceAll } from '../../src/ledger/audit/sequencer.ts'
import { append, freshLog, type AuditLog } from './audit-log.ts'

let log: AuditLog
let verifier: string
let heads: Checkpoint[]
let whole: string

beforeAll(async () => {
  log = await freshLog()
  const key = openAuditKey(log.folder)
  verifier = key.verifier
  heads = []
  for (const count of [3, 250, 300, 700]) {
    await append(log.sql, count)
    await sequenceAll(log.sql)
    heads.push(await checkpoint(log.sql, key))
  }
  await append(log.sql, 9)
  await sequenceAll(log.sql)
  whole = join(log.folder, 'whole')
  await exportAudit(log.sql, whole)
})
afterAll(() => log.end())

/** Runs the verifier of a folder; stdout, stderr and the exit code. */
async function judge(folder: string): Promise<{ code: number; said: string }> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'verify.mjs')])
    return { code: 0, said: stdout }
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string }
    return { code, said: stderr }
  }
}

let copies = 0
function copyOf(folder: string): string {
  const copy = join(log.folder, `copy-${copies++}`)
  cpSync(folder, copy, { recursive: true })
  return copy
}

function edit(file: string, change: (text: string) => string): void {
  const before = readFileSync(file, 'utf8')
  const after = change(before)
  expect(after).not.toBe(before)
  writeFileSync(file, after)
}

describe('the key', () => {
  it('is made once, readable by its owner only, and gives the same public line again', () => {
    expect(openAuditKey(log.folder).verifier).toBe(verifier)
    expect(verifier).toMatch(/^guiji\/[0-9a-f]{16}\+[0-9a-f]{8}\+A[\w+/]+=*$/)
    expect(statSync(join(log.folder, 'keys', 'audit.key')).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(log.folder, 'keys'))).toEqual(['audit.key'])
  })

  it('is refused when others may read it', () => {
    openAuditKey(join(log.folder, 'open'))
    chmodSync(join(log.folder, 'open', 'keys', 'audit.key'), 0o644)
    expect(() => openAuditKey(join(log.folder, 'open'))).toThrow('others than the owner')
  })
})

describe('proofs from tiles', () => {
  it('hold for every event of an item, in both trees', async () => {
    const text = await itemProof(log.sql, 4)
    const proven = checkProof(text, [verifier])
    expect(proven).toHaveLength(126)
    expect(proven.every(({ canonical }) => canonical.includes('"item":4,'))).toBe(true)
    expect(text).toMatch(/^c2sp\.org\/tlog-proof@v1\nextra [\w+/]+=*\nindex 2\n([\w+/]{43}=\n)+\nguiji\//)
  })

  it('fail when any character of one is changed', async () => {
    const [first = ''] = (await itemProof(log.sql, 4)).split(/\n(?=c2sp\.org)/)
    expect(checkProof(first, [verifier])).toHaveLength(1)
    const survivors: string[] = []
    for (let at = 0; at < first.length; at++) {
      const other = first[at] === 'B' ? 'C' : 'B'
      try {
        checkProof(first.slice(0, at) + other + first.slice(at + 1), [verifier])
        survivors.push(first.slice(Math.max(0, at - 10), at + 10))
      } catch {
        /* refused, as it should be */
      }
    }
    expect(survivors).toEqual([])
    expect(() => checkProof(first, [openAuditKey(join(log.folder, 'stranger')).verifier])).toThrow('does not hold')
  })

  it('are checked outside by the script that ships in the export', async () => {
    const file = join(log.folder, 'item-4.tlog-proof')
    const text = await itemProof(log.sql, 4)
    const script = [join(whole, 'verify-proof.mjs'), file]
    writeFileSync(file, text)
    const { stdout, stderr } = await promisify(execFile)(process.execPath, script)
    expect(stdout.split('\n').filter((line) => line.includes('"item":4,'))).toHaveLength(126)
    expect(stderr).toContain('holds: 126')
    writeFileSync(file, text.replace('\nindex 2\n', '\nindex 3\n'))
    await expect(promisify(execFile)(process.execPath, script)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the sha256 path'),
    })
    rmSync(file)
    await expect(promisify(execFile)(process.execPath, script)).rejects.toMatchObject({ code: 2 })
  })

  it('lead from every checkpoint to every later one, in both trees', async () => {
    for (const from of heads) {
      for (const to of heads.filter((head) => head.size > from.size)) {
        for (const tree of ['sha256', 'sm3'] as const) {
          const path = await consistencyProof(log.sql, tree, { from: from.size, to: to.size })
          expect(
            continues(
              tree,
              [
                { size: from.size, root: from[tree] },
                { size: to.size, root: to[tree] },
              ],
              path,
            ),
          ).toBe(true)
          expect(
            continues(
              tree,
              [
                { size: from.size, root: to[tree] },
                { size: to.size, root: to[tree] },
              ],
              path,
            ),
          ).toBe(false)
        }
      }
    }
  })

  it('of a leaf that is not there are refused', async () => {
    await expect(inclusionProof(log.sql, 'sha256', { seq: 700, size: 700 })).rejects.toThrow('no leaf 700')
    await expect(itemProof(log.sql, 4711)).rejects.toThrow('no event of item')
  })
})

describe('the export', () => {
  it('holds by its own verifier, which prints the digest of the checkpoint', async () => {
    const { code, said } = await judge(whole)
    expect(said).toContain('通过 / holds')
    expect(said).toContain('1253 (0 条不含内容 withheld)')
    expect(said).toContain(checkpointDigest(heads.at(-1)?.note ?? ''))
    expect(said).toContain('item.fetched: 1253')
    expect(code).toBe(0)
    expect(readFileSync(join(whole, 'README.zh-CN.md'), 'utf8')).toContain(checkpointDigest(heads.at(-1)?.note ?? ''))
  })

  it("of one job withholds the others' events and still holds", async () => {
    const dir = join(log.folder, 'job')
    async function* assets() {
      copyFileSync(join(whole, 'checkpoint'), join(dir, 'asset.bin'))
      const bytes = readFileSync(join(dir, 'asset.bin'))
      const digest = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex')
      yield { name: 'listed', bytes: 1, sha256: '00', sm3: '00' }
      yield { name: 'carried', bytes: bytes.length, sha256: digest('sha256'), sm3: digest('sm3'), path: 'asset.bin' }
    }
    const exported = await exportAudit(log.sql, dir, { job: 'a', manifest: assets() })
    expect(exported.withheld).toBe(627)
    expect(readFileSync(join(dir, 'events.jsonl'), 'utf8')).not.toContain('"job":"b"')
    expect(await judge(dir)).toEqual({ code: 0, said: expect.stringContaining('2 (1 个文件已核对 files checked)') })
    appendFileSync(join(dir, 'asset.bin'), 'x')
    expect(await judge(dir)).toEqual({ code: 1, said: expect.stringContaining('asset.bin: sha256 differs') })
  })

  it('lays tiles out as C2SP says', () => {
    expect(tilePath({ level: 0, idx: 1_234_067, width: 256 })).toBe('0/x001/x234/067')
    expect(tilePath({ level: 1, idx: 0, width: 17 })).toBe('1/000.p/17')
    expect(existsSync(join(whole, 'tile/0/004.p/229'))).toBe(true)
    expect(existsSync(join(whole, 'tile-sm3/1/000.p/4'))).toBe(true)
  })

  it.each<[string, (dir: string) => void, number, string]>([
    [
      'an event is changed',
      (dir) => edit(join(dir, 'events.jsonl'), (text) => text.replace('"item":7', '"item":8')),
      1,
      'differs from the events',
    ],
    [
      'an event is removed',
      (dir) => edit(join(dir, 'events.jsonl'), (text) => text.replace(/^.*"seq":17}\n/m, '')),
      1,
      'event 17 is missing',
    ],
    [
      'the last event is removed',
      (dir) => edit(join(dir, 'events.jsonl'), (text) => text.replace(/.*\n$/, '')),
      1,
      'events from 1252 on are missing',
    ],
    ['an event is added', (dir) => appendFileSync(join(dir, 'events.jsonl'), '{"seq":1253}\n'), 1, 'event 1253 lies beyond'],
    ['a tile is missing', (dir) => rmSync(join(dir, 'tile/0/002')), 1, 'is missing'],
    [
      'a tile is changed',
      (dir) => {
        const file = join(dir, 'tile-sm3/0/002')
        const bytes = readFileSync(file)
        bytes[77] = (bytes[77] ?? 0) ^ 4
        writeFileSync(file, bytes)
      },
      1,
      'differs from the events',
    ],
    [
      'the checkpoint names another size',
      (dir) => edit(join(dir, 'checkpoint'), (text) => text.replace('\n1253\n', '\n1252\n')),
      1,
      'the signature of checkpoint is wrong',
    ],
    [
      'an earlier checkpoint is changed',
      (dir) => edit(join(dir, 'checkpoints.jsonl'), (text) => text.replace('\\n253\\n', '\\n252\\n')),
      1,
      'checkpoints.jsonl:2',
    ],
    [
      'the key is another one',
      (dir) => writeFileSync(join(dir, 'key.pub'), `${openAuditKey(join(log.folder, 'stranger')).verifier}\n`),
      1,
      'is not signed by a key',
    ],
    ['the key file is missing', (dir) => rmSync(join(dir, 'key.pub')), 2, 'could not be checked'],
    ['the events are missing', (dir) => rmSync(join(dir, 'events.jsonl')), 2, 'could not be checked'],
  ])('is refused when %s', async (_, damage, code, why) => {
    const dir = copyOf(whole)
    damage(dir)
    expect(await judge(dir)).toEqual({ code, said: expect.stringContaining(why) })
  })

  it('is not written over another', async () => {
    await expect(exportAudit(log.sql, whole)).rejects.toThrow('not empty')
  })
})
