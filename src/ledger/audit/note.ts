// C2SP signed notes with Ed25519: text and key go in, a note comes out, and back. A note that no given key signed is refused.
import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'

/** A key that signs notes. `verifier` is its public half as one line: name+id+key. */
export interface NoteKey {
  readonly name: string
  readonly privateKey: KeyObject
  readonly verifier: string
}

/** The public line of a key: `<name>+<8 hex digits>+<base64 of 0x01 and the public key>`. */
export function verifierLine(name: string, privateKey: KeyObject): string {
  const raw = Buffer.concat([ED25519, rawPublic(createPublicKey(privateKey))])
  return `${name}+${keyId(name, raw).toString('hex')}+${raw.toString('base64')}`
}

/** Signs a text that ends with a line feed. */
export function signNote({ name, privateKey, verifier }: NoteKey, text: string): string {
  const { id } = parseVerifier(verifier)
  return `${text}\n— ${name} ${Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]).toString('base64')}\n`
}

/** The text of a note that one of the verifier lines signed; undefined when none did, or one that is known did so wrongly. */
export function openNote(note: string, verifiers: readonly string[]): { text: string; verifier: string } | undefined {
  const cut = note.lastIndexOf('\n\n')
  if (cut < 0) return undefined
  const text = note.slice(0, cut + 1)
  const known = note
    .slice(cut + 2)
    .split('\n')
    .flatMap((line) => verifiers.filter((verifier) => isBy(line, verifier)).map((verifier) => ({ line, verifier })))
  const [first] = known
  return first !== undefined && known.every(({ line, verifier }) => isSigned(text, line, verifier))
    ? { text, verifier: first.verifier }
    : undefined
}

/** Base64 in its one right spelling, or undefined: two texts must never stand for the same bytes. */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

function isBy(line: string, verifier: string): boolean {
  const { name, id } = parseVerifier(verifier)
  const [dash, signer, signature] = line.split(' ')
  return (
    dash === '—' &&
    signer === name &&
    Buffer.from(signature ?? '', 'base64')
      .subarray(0, 4)
      .equals(id)
  )
}

function isSigned(text: string, line: string, verifier: string): boolean {
  const bytes = fromBase64(line.split(' ')[2] ?? '')
  return bytes !== undefined && verify(null, Buffer.from(text), parseVerifier(verifier).key, bytes.subarray(4))
}

function parseVerifier(line: string): { name: string; id: Buffer; key: KeyObject } {
  // The base64 part may hold a plus of its own.
  const [, name = '', hex = '', base64 = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(line.trim()) ?? []
  const raw = Buffer.from(base64, 'base64')
  const id = Buffer.from(hex, 'hex')
  if (raw.length !== 33 || raw[0] !== 1 || !keyId(name, raw).equals(id))
    throw new Failure('audit-damaged', both('验证公钥一行的格式不对', 'a verifier key line is not in signed-note form'))
  return { name, id, key: createPublicKey({ key: Buffer.concat([SPKI, raw.subarray(1)]), format: 'der', type: 'spki' }) }
}

function keyId(name: string, raw: Buffer): Buffer {
  return createHash('sha256').update(`${name}\n`).update(raw).digest().subarray(0, 4)
}

function rawPublic(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(-32)
}

const ED25519 = Buffer.from([1])
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')
