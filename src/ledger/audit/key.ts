// The signing key of the log: a file that only its owner can read, made on first use. The private half never leaves this process
// and is never printed.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { verifierLine, type NoteKey } from './note.ts'

/** Opens `<data>/keys/audit.key`, or the file given, making it when there is none. The log is named after its key unless a name is given. */
export function openAuditKey(data: string, given: { name?: string; file?: string | null } = {}): NoteKey {
  const { name } = given
  const file = given.file ?? join(data, 'keys', 'audit.key')
  const pem = readKey(file) ?? makeKeyIn(data, file)
  const privateKey = createPrivateKey(pem)
  const publicHash = createHash('sha256')
    .update(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }))
    .digest('hex')
  const origin = name ?? `guiji/${publicHash.slice(0, 16)}`
  if (/[\s+]/.test(origin) || origin === '')
    throw new Failure(
      'settings-invalid',
      both('审计日志的名称不能含空格和加号', 'the name of the audit log may hold no space and no plus sign'),
    )
  return { name: origin, privateKey, verifier: verifierLine(origin, privateKey) }
}

function readKey(file: string): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined) return undefined
  if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
    throw new Failure(
      'data-folder-unusable',
      both(
        '他人可读签名私钥:请执行 chmod 600,并视该密钥为已泄露',
        'others than the owner may read the signing key; run chmod 600 on it, and think of the key as known',
      ),
    )
  }
  return readFileSync(file, 'utf8')
}

function makeKeyIn(data: string, file: string): string {
  try {
    return makeKey(file)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new Failure('disk-full', both(`数据目录 ${data} 所在磁盘已满`, `no space left for the audit key in ${data}`), { cause: error })
    if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(code))
      throw new Failure(
        'data-folder-unusable',
        both(`无法在 ${data} 中生成审计密钥(${code})`, `the audit key can't be made in ${data} (${code})`),
        { cause: error },
      )
    throw error
  }
}

// Written beside and linked into place: of two processes that start at once, both end with the same whole key.
function makeKey(file: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const fresh = `${file}.${process.pid}`
  try {
    writeFileSync(fresh, generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 })
    linkSync(fresh, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(fresh, { force: true })
  }
  return readFileSync(file, 'utf8')
}
