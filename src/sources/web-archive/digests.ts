// What a record says its bytes hash to (`sha1:…` in base32 or hex, `sha256:…`, `md5:…`), held against the bytes. Pure.
import { createHash } from 'node:crypto'

const NAMES: Readonly<Record<string, string>> = {
  sha1: 'sha1',
  'sha-1': 'sha1',
  sha256: 'sha256',
  'sha-256': 'sha256',
  md5: 'md5',
  sha512: 'sha512',
}
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Null when the digest is of no known kind. */
export function digestFits(said: string, forms: readonly Uint8Array[]): boolean | null {
  const [, name = '', value = ''] = /^\s*([\w-]+)\s*[:=]\s*(\S+)\s*$/.exec(said) ?? []
  const kind = Object.hasOwn(NAMES, name.toLowerCase()) ? NAMES[name.toLowerCase()] : undefined
  if (kind === undefined) return null
  return forms.some((bytes) => {
    const digest = createHash(kind).update(bytes).digest()
    return [digest.toString('hex'), base32(digest), digest.toString('base64'), digest.toString('base64url')].some((written) =>
      same(written, value),
    )
  })
}

/** Base64 alone tells capitals apart. */
function same(written: string, value: string): boolean {
  const bare = value.replace(/=+$/, '')
  return written.replace(/=+$/, '') === bare || (/^[0-9a-f]+$|^[A-Z2-7]+$/.test(written) && written.toLowerCase() === bare.toLowerCase())
}

function base32(bytes: Uint8Array): string {
  let [bits, held, text] = [0, 0, '']
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += BASE32[(held >> bits) & 31] ?? ''
    }
  }
  return bits === 0 ? text : text + (BASE32[(held << (5 - bits)) & 31] ?? '')
}
